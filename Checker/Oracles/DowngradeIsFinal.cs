using ActorIommu.Checker.Judges;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T5 downwards: permissions that were taken away.</summary>
internal sealed class DowngradeIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T5",
    "A DMA that starts after permissions were taken away does not use them.",
    "Linux mmu notifiers of SVA; IHI 0070 3.21.1", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by.Kind == OperationKind.ChangePermissions;
}
