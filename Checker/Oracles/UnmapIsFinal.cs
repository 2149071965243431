using ActorIommu.Checker.Judges;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T2: strict mode.</summary>
internal sealed class UnmapIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T2",
    "A DMA that starts after an unmap returned with success does not reach what was unmapped.",
    "Linux iommu_unmap(), iommu_iotlb_sync()", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by is { Kind: OperationKind.Unmap, IsDeferred: false };
}
