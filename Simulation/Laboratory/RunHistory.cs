using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>The history of one simulated run, stamped with the engine's steps.</summary>
/// <param name="steps">How many steps were taken.</param>
internal sealed class RunHistory(Func<long> steps) : IRunHistory
{
    private static readonly Dictionary<Type, ulong> Names =
        typeof(IHistoryEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IHistoryEvent)) && type.IsClass)
            .ToDictionary(type => type, type => Prng.Fork(0, type.Name));

    private readonly List<StampedEvent> _events = new(256);
    private StableHash _hash = StableHash.Start;

    /// <inheritdoc/>
    public bool IsOn => true;

    /// <inheritdoc/>
    public bool IsConcurrent => false;

    /// <inheritdoc/>
    public IReadOnlyList<StampedEvent> Events => _events;

    /// <inheritdoc/>
    public ulong Hash => _hash.Value;

    /// <inheritdoc/>
    public void Record(IHistoryEvent what)
    {
        var time = steps();
        _events.Add(new StampedEvent(_events.Count + 1, time, what));
        _hash.Add(Names[what.GetType()]);
        _hash.Add((ulong)time);
        if (what is not DmaEnded dma) return;
        _hash.Add((ulong)dma.Outcome);
        _hash.Add(dma.Output.Value);
    }
}
