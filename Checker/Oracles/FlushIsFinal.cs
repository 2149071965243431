using ActorIommu.Checker.Judges;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T3 of a DMA: lazy mode, after the flush.</summary>
internal sealed class FlushIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T3",
    "In lazy mode a DMA that starts after the flush returned does not reach what was unmapped before the flush began.",
    "Linux drivers/iommu/dma-iommu.c: the flush queue", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by is { Kind: OperationKind.Unmap, IsDeferred: true };
}
