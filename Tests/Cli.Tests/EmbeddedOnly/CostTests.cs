using System.Text.Json;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Tests.Laboratory;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.EmbeddedOnly;

/// <summary>
/// What a schedule costs, in what does not depend on the machine: bytes and steps. A system of the packages takes 2 MB more.
/// How far the JIT has come when the bytes are counted does depend on it: code that it has optimised takes a twelfth less, and
/// the budget is for code that it has not.
/// </summary>
public sealed class CostTests
{
    [Fact]
    public void A_schedule_of_two_smmus_keeps_its_budget()
    {
        using var budgets = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "perf-budgets.json")));
        var budget = budgets.RootElement.GetProperty("simulation/unmap-vs-dma");
        var (setUp, allocated) = (0L, 0L);
        var scenario = new MachineScenario(
            ScenarioReader.Load(LaboratoryCli.ScenarioOf("unmap-vs-dma"), Repository.Root), [], () => new CheckerJudge())
        {
            OnJudged = run => setUp = run.History[run.SetUpEvents - 1].Time,
        };
        new Explorer(scenario, scenario.Options, new ExplorationOptions { Seed = 1, Schedules = 1_024 }).Run(progress =>
        {
            if (progress.Schedules is 512 or 1_024) allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        });

        Assert.InRange(allocated / 512, 1, budget.GetProperty("maxBytes").GetInt64());
        Assert.InRange(setUp, 1, budget.GetProperty("maxSetUpSteps").GetInt64());
    }
}
