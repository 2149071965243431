using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Commands;

/// <summary><c>policies SCENARIO</c></summary>
internal sealed class PoliciesCommand : SimulationCommand
{
    private readonly Argument<string> _file = new("SCENARIO") { Description = "A scenario file (.yaml) with a guest" };

    public PoliciesCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : base(environment, composition, global, "policies", "Do the same work of a guest under each dispatch policy, and compare")
    {
        Add(_file);
        Add(Shared.Seed);
        Add(Shared.Seeds);
        Add(Shared.Jobs);
        Add(Shared.Bugs);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var (file, jobs) = (parsed.GetRequiredValue(_file), parsed.GetRequiredValue(Shared.Jobs));
        var loaded = Loader.Load(file, parsed.GetRequiredValue(Shared.Bugs), []);
        if (loaded.Scenario.Scenario.Simulation!.Guest is null)
            throw new InputException(new InputError(file, InputError.OtherScenario, "there is no guest in it"));
        var (first, count) = (parsed.GetRequiredValue(Shared.Seed), parsed.GetRequiredValue(Shared.Seeds));
        var parts = Enumerable.Range(0, jobs).Select(_ => new PolicyComparison(loaded.Scenario, Composition)).ToList();
        var report = consoles.Progress().Track(loaded.Scenario.Name, "seeds", "differences", progress =>
        {
            Compare(parts, first, (int)count, progress, cancellationToken);
            return PolicyComparison.Sum(parts);
        });
        var exitCode = report.Differences.IsEmpty ? ExitCode.AllEqual : ExitCode.Mismatch;
        if (isJson) WriteJson(exitCode, "result", ToJson(report));
        else WriteText(loaded.Scenario.Name, report);
        return exitCode;
    }

    // Whole seeds side by side: no seed sees another.
    private static void Compare(
        List<PolicyComparison> parts, ulong first, int count, IProgress<ReplayProgress> progress, CancellationToken cancellationToken)
    {
        var next = -1L;
        Parallel.ForEach(parts, part =>
        {
            for (var seed = Interlocked.Increment(ref next); seed < count; seed = Interlocked.Increment(ref next))
            {
                if (cancellationToken.IsCancellationRequested) return;
                part.Add(first + (ulong)seed);
                if (part == parts[0]) progress.Report(new ReplayProgress((int)seed, count, 0));
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void WriteText(string name, PolicyReport report)
    {
        Environment.Out.WriteLine("| policy | stage 2 | commands | sent | needed | steps a command | at most |");
        Environment.Out.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var row in report.Rows)
        {
            Environment.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Policy} | {row.Sharing} | {row.Commands:N0} | {row.Sent:N0} | {row.Needed:N0} | "
                + $"{(double)row.Steps / Math.Max(1, row.Commands):N0} | {row.MostSteps:N0} |"));
        }

        foreach (var difference in report.Differences) Environment.Out.WriteLine(difference);
        Environment.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {report.Seeds:N0} seeds, {report.Ends:N0} different results, "
            + $"{(report.Differences.IsEmpty ? "the same under each policy" : "not the same under each policy")}"));
    }

    private static JsonObject ToJson(PolicyReport report) => new()
    {
        ["seeds"] = report.Seeds,
        ["results"] = report.Ends,
        ["policies"] = new JsonArray([.. report.Rows.Select(row => (JsonNode)new JsonObject
        {
            ["policy"] = $"{row.Policy}",
            ["sharing"] = $"{row.Sharing}",
            ["commands"] = row.Commands,
            ["sent"] = row.Sent,
            ["needed"] = row.Needed,
            ["steps"] = row.Steps,
            ["mostSteps"] = row.MostSteps,
        })]),
        ["differences"] = new JsonArray([.. report.Differences.Select(difference => (JsonNode)difference)]),
    };
}
