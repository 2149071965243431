using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Commands;

/// <summary><c>explore SCENARIO...</c></summary>
internal class ExploreCommand : SimulationCommand
{
    private readonly Argument<string[]> _files = new("SCENARIO")
    {
        Description = "Scenario files (.yaml) of kind 'simulation', or folders of such",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _write = new("--write")
    {
        Description = "Replace the table of explorations in this file",
        HelpName = "FILE",
    };

    public ExploreCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : this(environment, composition, global, "explore", "Run a scenario under many schedules, and judge each")
    {
        Add(Shared.Seeds);
        Add(Shared.Time);
        Add(Shared.Strategy);
        Add(Shared.Jobs);
        Add(Shared.CheckDeterminism);
        Add(Shared.Canary);
        Add(_write);
    }

    protected ExploreCommand(
        CliEnvironment environment, Composition composition, GlobalOptions global, string name, string description)
        : base(environment, composition, global, name, description)
    {
        Add(_files);
        Add(Shared.Seed);
        Add(Shared.Bugs);
        Add(Shared.Quirks);
        Add(Shared.MaxFailures);
        Add(Shared.JUnit);
        Add(Shared.Out);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var jobs = Loader.FilesOf(parsed.GetRequiredValue(_files)).Select(file => JobOf(parsed, file)).ToList();
        var composition = parsed.GetValue(Shared.Canary)
            ? Composition with { Simulated = scenario => new CanaryScenario(scenario) }
            : Composition;
        var runner = new ExplorationRunner(Environment, composition, consoles.Progress());
        var reports = new List<ExplorationReport>();
        foreach (var job in jobs)
        {
            if (!isJson) ExplorationText.WriteHead(Environment.Out, Name, job);
            reports.Add(runner.Run(job, cancellationToken));
            if (!isJson) ExplorationText.WriteResult(Environment.Out, Name, reports[^1]);
            if (!isJson && jobs.Count > 1) Environment.Out.WriteLine();
        }

        if (parsed.GetValue(Shared.JUnit) is { } junit) JUnitFile.Write(Path.Combine(Environment.WorkingDirectory, junit), junit, reports);
        var table = ExplorationTable.Of(reports, Environment.Time);
        if (parsed.GetValue(_write) is { } file) MarkedFile.Replace(Environment, file, Name, table);
        var exitCode = reports.Max(report => report.ExitCode);
        if (isJson && jobs.Count == 1) WriteJson(exitCode, "result", ExplorationJson.Of(reports[0]));
        else if (isJson) WriteJson(exitCode, "results", new JsonArray([.. reports.Select(report => (JsonNode)ExplorationJson.Of(report))]));
        else if (jobs.Count > 1) Environment.Out.Write(table);
        return exitCode;
    }

    protected virtual ExplorationJob JobOf(ParseResult parsed, string file)
    {
        var time = parsed.GetValue(Shared.Time);
        var strategy = parsed.GetRequiredValue(Shared.Strategy);
        var job = Common(parsed, file, strategy, time is null ? parsed.GetRequiredValue(Shared.Seeds) : int.MaxValue) with
        {
            Time = time,
            Jobs = parsed.GetRequiredValue(Shared.Jobs),
            ChecksDeterminism = parsed.GetValue(Shared.CheckDeterminism),
        };
        var how = strategy == StrategyName.Default ? "" : $" --strategy '{strategy.Text}'";
        var many = time is null
            ? string.Create(CultureInfo.InvariantCulture, $" --seeds {job.Schedules}")
            : string.Create(CultureInfo.InvariantCulture, $" --time {time.Value.TotalSeconds}s");
        return job with { Reproduction = job.Reproduction + many + how };
    }

    /// <summary>The part of the job that both commands have.</summary>
    protected ExplorationJob Common(ParseResult parsed, string file, StrategyName strategy, long schedules)
    {
        var seed = parsed.GetRequiredValue(Shared.Seed);
        var (bugs, quirks) = (parsed.GetRequiredValue(Shared.Bugs), parsed.GetRequiredValue(Shared.Quirks));
        var defects = SwitchName.OptionsOf(bugs, quirks);
        return new ExplorationJob
        {
            Scenario = Loader.Load(file, bugs, quirks),
            Seed = seed,
            Schedules = schedules,
            Strategy = strategy,
            MaxFailures = parsed.GetRequiredValue(Shared.MaxFailures),
            Out = parsed.GetRequiredValue(Shared.Out),
            Reproduction = string.Create(CultureInfo.InvariantCulture, $"actoriommu {Name} {file}{defects} --seed {seed}"),
        };
    }
}
