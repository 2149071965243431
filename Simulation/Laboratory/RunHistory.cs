using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>The history of one simulated run, stamped with the engine's steps.</summary>
/// <param name="steps">How many steps were taken.</param>
internal sealed class RunHistory(Func<long> steps) : IHistory
{
    private static readonly Dictionary<Type, ulong> Names =
        typeof(IHistoryEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IHistoryEvent)) && type.IsClass)
            .ToDictionary(type => type, type => Prng.Fork(0, type.Name));

    private readonly List<StampedEvent> _events = new(256);
    private StableHash _hash = StableHash.Start;

    /// <inheritdoc/>
    public bool IsOn => true;

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<StampedEvent> Events => _events;

    /// <summary>Of the kinds of the events, their steps and what DMAs came to: what differs between runs differs there.</summary>
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
