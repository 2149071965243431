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
        Add(Shared.Seeds);
        Add(_count);
        Add(_write);
        Add(_traces);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var (limit, seeds) = (parsed.GetRequiredValue(Shared.Seeds), Math.Max(1, parsed.GetRequiredValue(_count)));
        var wanted = parsed.GetRequiredValue(Shared.Bugs);
        var table = new BugTable(Loader, Composition, consoles.Progress());
        var rows = BugTable.Pairs.Where(pair => wanted.IsEmpty || wanted.Contains(pair.Bug))
            .Select(pair => table.Look(pair.Bug, pair.Scenario, seeds, limit, cancellationToken)).ToList();
        var markdown = BugTable.ToMarkdown(rows, seeds, limit);
        if (parsed.GetValue(_write) is { } file) MarkedFile.Replace(Environment, file, Name, markdown);
        if (parsed.GetValue(_traces) is { } folder) WriteTraces(folder, rows);
        var exitCode = rows.TrueForAll(row => row.Median is not null) ? ExitCode.AllEqual : ExitCode.Mismatch;
        if (isJson) WriteJson(exitCode, "bugs", new JsonArray([.. rows.Select(Of)]));
        else Environment.Out.Write(markdown);
        return exitCode;
    }

    private static JsonNode Of(BugRow row) => new JsonObject
    {
        ["bug"] = row.Bug.ToString(),
        ["scenario"] = row.Scenario,
        ["failureClass"] = row.FailureClass,
        ["schedules"] = new JsonArray([.. row.Schedules.Select(count => count is { } value ? (JsonNode)value : null)]),
        ["median"] = row.Median,
        ["shrunk"] = row.Shrunk is { } run ? RecordedRunJson.Of(run) : null,
    };

    private void WriteTraces(string folder, IEnumerable<BugRow> rows)
    {
        var path = Path.Combine(Environment.WorkingDirectory, folder);
        try
        {
            Directory.CreateDirectory(path);
            foreach (var row in rows.Where(row => row.Shrunk is not null))
                File.WriteAllText(Path.Combine(path, $"{row.Bug}.trace"), TraceWriter.ToText(row.Shrunk!.Trace));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(folder, InputError.UnreadableFolder, error.Message));
        }
    }
}
