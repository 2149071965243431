using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>The history of one run, for its judge.</summary>
internal interface IRunHistory : IHistory
{
    /// <summary>True if the order of stamps says only what ended before what began.</summary>
    bool IsConcurrent { get; }

    /// <summary>What happened so far.</summary>
    IReadOnlyList<StampedEvent> Events { get; }

    /// <summary>
    /// Of the kinds of the events, their steps and what DMAs came to: what differs between runs differs there. 0 where runs are not repeated.
    /// </summary>
    ulong Hash { get; }
}
