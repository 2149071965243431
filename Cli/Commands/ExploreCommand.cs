using System.CommandLine;
using System.Globalization;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Commands;

/// <summary><c>explore SCENARIO</c></summary>
internal class ExploreCommand : SimulationCommand
{
    private readonly Argument<string> _file = new("SCENARIO") { Description = "Scenario file (.yaml) of kind 'simulation'" };

    public ExploreCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : this(environment, composition, global, "explore", "Run a scenario under many schedules, and judge each")
    {
        Add(Shared.Seeds);
        Add(Shared.Time);
        Add(Shared.Strategy);
        Add(Shared.Jobs);
        Add(Shared.CheckDeterminism);
    }

    protected ExploreCommand(
        CliEnvironment environment, Composition composition, GlobalOptions global, string name, string description)
        : base(environment, composition, global, name, description)
    {
        Add(_file);
        Add(Shared.Seed);
        Add(Shared.Bugs);
        Add(Shared.Quirks);
        Add(Shared.MaxFailures);
        Add(Shared.JUnit);
        Add(Shared.Out);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var job = JobOf(parsed);
        if (!isJson) ExplorationText.WriteHead(Environment.Out, Name, job);
        var report = new ExplorationRunner(Environment, Composition, consoles.Progress()).Run(job, cancellationToken);
        if (parsed.GetValue(Shared.JUnit) is { } junit) JUnitFile.Write(Path.Combine(Environment.WorkingDirectory, junit), junit, report);
        if (isJson) WriteJson(report.ExitCode, "result", ExplorationJson.Of(report));
        else ExplorationText.WriteResult(Environment.Out, Name, report);
        return report.ExitCode;
    }

    protected virtual ExplorationJob JobOf(ParseResult parsed)
    {
        var time = parsed.GetValue(Shared.Time);
        var strategy = parsed.GetRequiredValue(Shared.Strategy);
        var job = Common(parsed, strategy, time is null ? parsed.GetRequiredValue(Shared.Seeds) : int.MaxValue) with
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
    protected ExplorationJob Common(ParseResult parsed, StrategyName strategy, long schedules)
    {
        var (file, seed) = (parsed.GetRequiredValue(_file), parsed.GetRequiredValue(Shared.Seed));
        var (bugs, quirks) = (parsed.GetRequiredValue(Shared.Bugs), parsed.GetRequiredValue(Shared.Quirks));
        var defects = SimulationOptionSet.TextOf(bugs, quirks);
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
