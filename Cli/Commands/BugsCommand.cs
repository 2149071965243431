using System.CommandLine;
using System.Text.Json.Nodes;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Cli.Commands;

/// <summary><c>bugs</c></summary>
internal sealed class BugsCommand : SimulationCommand
{
    private readonly Option<string?> _write = new("--write") { Description = "Replace the table in this file", HelpName = "FILE" };
    private readonly Option<string?> _traces = new("--traces") { Description = "Write each shrunk trace there", HelpName = "DIR" };
    private readonly Option<int> _count = new("--count")
    {
        Description = "How many seeds for each",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    public BugsCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : base(environment, composition, global, "bugs", "Switch each defect on in turn, and see how many schedules it takes to find it")
    {
        Shared.Seeds.DefaultValueFactory = _ => 10_000;
        Shared.Seeds.Description = "At most so many schedules for each seed";
        Add(Shared.Bugs);
        Add(Shared.Quirks);
        Add(Shared.Seeds);
        Add(_count);
        Add(_write);
        Add(_traces);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var (limit, seeds) = (parsed.GetRequiredValue(Shared.Seeds), Math.Max(1, parsed.GetRequiredValue(_count)));
        var (bugs, quirks) = (parsed.GetRequiredValue(Shared.Bugs), parsed.GetRequiredValue(Shared.Quirks));
        var isAll = bugs.IsEmpty && quirks.IsEmpty;
        var table = new BugTable(Loader, Composition, consoles.Progress());
        var found = BugTable.Pairs.Where(pair => isAll || bugs.Contains(pair.Bug))
            .Select(pair => table.Look(pair.Bug, pair.Scenario, seeds, limit, cancellationToken)).ToList();
        var met = BugTable.Quirks.Where(one => isAll || quirks.Contains(one.Quirk))
            .Select(one => table.Look(one, seeds, limit, cancellationToken)).ToList();
        List<BugRow> rows = [.. found, .. met];
        var texts = new[] { ("begin", found), ("quirks", met) }.Where(part => part.Item2.Count > 0)
            .Select(part => (Part: part.Item1, Text: BugTable.ToMarkdown(part.Item2, seeds, limit))).ToList();
        if (parsed.GetValue(_write) is { } file)
            texts.ForEach(part => MarkedFile.Replace(Environment, file, Name, part.Text, part.Part));
        if (parsed.GetValue(_traces) is { } folder) WriteTraces(folder, rows);
        var exitCode = rows.TrueForAll(BugTable.IsGood) ? ExitCode.AllEqual : ExitCode.Mismatch;
        if (isJson) WriteJson(exitCode, "bugs", new JsonArray([.. rows.Select(Of)]));
        else Environment.Out.Write(string.Join('\n', texts.Select(part => part.Text)));
        return exitCode;
    }

    private static JsonNode Of(BugRow row) => new JsonObject
    {
        ["bug"] = row.Name,
        ["scenario"] = row.Scenario,
        ["failureClass"] = row.FailureClass,
        ["schedules"] = new JsonArray([.. row.Schedules.Select(count => count is { } value ? (JsonNode)value : null)]),
        ["median"] = row.Median,
        ["workaround"] = row.Workaround,
        ["validWithWorkaround"] = row.Workaround is null ? null : row.ValidWithWorkaround,
        ["shrunk"] = row.Shrunk is { } run ? RecordedRunJson.Of(run) : null,
    };

    private void WriteTraces(string folder, IEnumerable<BugRow> rows)
    {
        var path = Path.Combine(Environment.WorkingDirectory, folder);
        try
        {
            Directory.CreateDirectory(path);
            foreach (var row in rows.Where(row => row.Shrunk is not null))
                File.WriteAllText(Path.Combine(path, $"{row.Name}.trace"), TraceWriter.ToText(row.Shrunk!.Trace));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(folder, InputError.UnreadableFolder, error.Message));
        }
    }
}
