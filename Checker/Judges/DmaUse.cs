using ActorIommu.Checker.Ghost;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Judges;

/// <summary>What a DMA used, in the eyes of one judge.</summary>
internal enum DmaUseKind
{
    /// <summary>The judge does not know enough to say.</summary>
    Unjudged,

    /// <summary>It reached no memory.</summary>
    Refused,

    /// <summary>A mapping that it was free to use.</summary>
    Allowed,

    /// <summary>A mapping that an operation had taken away before it began.</summary>
    Stale,

    /// <summary>No mapping of any domain that it could meet.</summary>
    Foreign,
}

/// <summary>A judge's opinion on one DMA.</summary>
/// <param name="Kind">The opinion.</param>
/// <param name="By">Stale: the operation that had taken the mapping away.</param>
/// <param name="Version">White box only: the version that it used.</param>
/// <param name="GoneAt">White box only: the hardware had completed the invalidation of every copy by then; 0 for not.</param>
/// <param name="IsUncertain">Black box only: allowed because a map that has not returned (or failed) may have made it so.</param>
internal readonly record struct DmaUse(
    DmaUseKind Kind, OperationState? By = null, VersionState? Version = null, long GoneAt = 0, bool IsUncertain = false);

/// <summary>The end of a DMA together with its beginning.</summary>
/// <param name="State">Its beginning.</param>
/// <param name="Ended">Its end.</param>
internal readonly record struct FinishedDma(DmaState State, DmaEnded Ended);

/// <summary>What the end of a DMA says.</summary>
internal static class DmaEnds
{
    extension(DmaEnded ended)
    {
        /// <summary>An address got as far as memory.</summary>
        public bool ReachedMemory => ended.Outcome is DmaOutcome.Completed or DmaOutcome.BusError;
    }
}
