using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Strategies;

/// <summary>Nothing is reordered, hardware takes no freedom, nothing fails. What the workload does is drawn by the seed.</summary>
public sealed class CalmStrategy : Strategy
{
    private readonly bool _drawsWorkload;
    private Prng _workload;

    /// <summary>Calm but for the workload.</summary>
    public CalmStrategy()
        : this(drawsWorkload: true)
    {
    }

    private CalmStrategy(bool drawsWorkload) => _drawsWorkload = drawsWorkload;

    /// <summary>Answers 0 to everything; it has no state. What follows the end of a trace.</summary>
    public static CalmStrategy Bare { get; } = new(drawsWorkload: false);

    /// <inheritdoc/>
    public override string Description => "calm";

    /// <inheritdoc/>
    public override void Begin(in ScheduleStart start)
    {
        if (_drawsWorkload) _workload = SeededStrategy.WorkloadStream(start);
    }

    /// <inheritdoc/>
    public override int Deliver(RunnableSet runnable) => 0;

    /// <inheritdoc/>
    public override int Choose(ChoiceSite site, int arity) =>
        _drawsWorkload && site == ChoiceSite.Workload ? _workload.Below(arity) : 0;
}
