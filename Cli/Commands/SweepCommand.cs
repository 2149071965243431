using System.CommandLine;
using System.Globalization;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Simulation.Faults;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Cli.Commands;

/// <summary><c>sweep SCENARIO</c></summary>
internal sealed class SweepCommand : ExploreCommand
{
    public SweepCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : base(environment, composition, global, "sweep", "Run a scenario with one fault, at each place where one can happen in turn")
    {
        Add(Shared.Seeds);
    }

    protected override ExplorationJob JobOf(ParseResult parsed, string file)
    {
        var strategy = new StrategyName("sweep", () => new FaultSweepStrategy(new RandomStrategy(SiteOdds.None)));
        var job = Common(parsed, file, strategy, parsed.GetRequiredValue(Shared.Seeds));
        if (job.Scenario.Scenario.Options.Faults.IsEmpty)
            throw new InputException(new InputError(job.Scenario.File, InputError.OtherScenario, "a sweep needs a scenario with faults"));
        var many = string.Create(CultureInfo.InvariantCulture, $" --seeds {job.Schedules}");
        return job with { Reproduction = job.Reproduction + many };
    }
}
