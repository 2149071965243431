using ActorIommu.Checker;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Benchmarks.Simulation;

/// <summary>Schedules of a scenario file on one thread: machine and driver built and set up, workloads run, the history judged.</summary>
internal sealed class ScenarioBenchmark(string scenario) : Benchmark
{
    private MachineScenario _machine = null!;

    public override string Name => $"simulation/{scenario}";

    public override long Operations => 5_000;

    public override string Unit => "schedule";

    public override void Prepare()
    {
        _machine = new MachineScenario(ScenarioReader.Load($"config/scenarios/{scenario}.yaml", Repository.Root), [], () => new Judge());
    }

    public override void Run()
    {
        var result = new Explorer(_machine, _machine.Options, new ExplorationOptions { Seed = 1, Schedules = Operations }).Run();
        if (!result.Failures.IsEmpty) throw new InvalidOperationException($"{result.Failures[0].Result} of a scenario without defects.");
    }

    private sealed class Judge : IHistoryJudge
    {
        private readonly HistoryJudge _judge = new();

        HistoryJudgement IHistoryJudge.Judge(IReadOnlyList<StampedEvent> history, bool isConcurrent) =>
            _judge.Judge(history).Kind is VerdictKind.Valid or VerdictKind.Degraded
                ? new HistoryJudgement(RunVerdict.Valid, [], "")
                : new HistoryJudgement(RunVerdict.Invalid, ["?"], "");
    }
}
