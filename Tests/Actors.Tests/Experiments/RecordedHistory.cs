using System.Collections.Concurrent;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Experiments;

/// <summary>Everything that a machine recorded, in the order of the calls.</summary>
internal sealed class RecordedHistory : IHistory
{
    private readonly ConcurrentQueue<IHistoryEvent> _events = [];

    public bool IsOn => true;

    public IReadOnlyList<IHistoryEvent> Events => [.. _events];

    public void Record(IHistoryEvent what) => _events.Enqueue(what);
}
