using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T1: what the hardware promises once an invalidation is complete.</summary>
internal sealed class HardwareFreshness(OnlineJudge online) : Oracle(
    "T1",
    "A DMA that starts after a CMD_SYNC completed behind commands that cover a descriptor does not use it.",
    "IHI 0070 3.21.1, 4.7.3",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var use = online.Of(stamped, ghost);
        if (use.Version is null || use.GoneAt == 0 || ghost.LosesInvalidations) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        if (dma.StartedAt > use.GoneAt) findings.Add(this, stamped, Prose.Gone(use, dma, ended, stamped, isDrain: false));
    }
}

/// <summary>T1b: a CMD_SYNC waits for accesses that were translated before.</summary>
internal sealed class Drain(OnlineJudge online) : Oracle(
    "T1b",
    "A DMA that used a descriptor is over when a CMD_SYNC completes behind commands that cover it.",
    "IHI 0070 4.7.3: transactions in progress that were translated with what is invalidated are globally observable",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var use = online.Of(stamped, ghost);
        if (use.Version is null || use.GoneAt == 0 || ghost.LosesInvalidations) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        if (dma.StartedAt < use.GoneAt) findings.Add(this, stamped, Prose.Gone(use, dma, ended, stamped, isDrain: true));
    }
}

/// <summary>T2, T3 and T5 of a DMA: what software promises when an operation returns. Either judge is enough.</summary>
internal abstract class SoftwareFreshness(string name, string statement, string source, OnlineJudge online, IntervalJudge intervals)
    : Oracle(name, statement, source, typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <summary>True if the promise is this oracle's.</summary>
    protected abstract bool IsMine(OperationBegan by);

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var white = online.Of(stamped, ghost);
        var use = white.Kind == DmaUseKind.Stale ? white : intervals.Of(stamped, ghost);
        if (use.Kind != DmaUseKind.Stale || !IsMine(use.By!.Began)) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        findings.Add(this, stamped, Prose.Stale(use, dma, ended, stamped, ghost));
    }
}

/// <summary>T2: strict mode.</summary>
internal sealed class UnmapIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T2",
    "A DMA that starts after an unmap returned with success does not reach what was unmapped.",
    "Linux iommu_unmap(), iommu_iotlb_sync()", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by is { Kind: OperationKind.Unmap, IsDeferred: false };
}

/// <summary>T3 of a DMA: lazy mode, after the flush.</summary>
internal sealed class FlushIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T3",
    "In lazy mode a DMA that starts after the flush returned does not reach what was unmapped before the flush began.",
    "Linux drivers/iommu/dma-iommu.c: the flush queue", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by is { Kind: OperationKind.Unmap, IsDeferred: true };
}

/// <summary>T5 downwards: permissions that were taken away.</summary>
internal sealed class DowngradeIsFinal(OnlineJudge online, IntervalJudge intervals) : SoftwareFreshness(
    "T5",
    "A DMA that starts after permissions were taken away does not use them.",
    "Linux mmu notifiers of SVA; IHI 0070 3.21.1", online, intervals)
{
    /// <inheritdoc/>
    protected override bool IsMine(OperationBegan by) => by.Kind == OperationKind.ChangePermissions;
}

/// <summary>T5 upwards and T3': what was given has to work.</summary>
internal sealed class MappingIsVisible(IntervalJudge intervals) : Oracle(
    "T3'",
    "A DMA that starts after a map (or a grant of permissions with its invalidation) returned is not refused for lack of it.",
    "DDI 0487 D8: no caching of translation faults; Linux maps without invalidation",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        if (ended.Fault is not (EventId.FTranslation or EventId.FPermission)) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        if (dma.Started.Access.IsInstruction || ghost.Attachments.Of(ended.Smmu, ended.Stream,
            dma.Started.Substream) is not { } list) return;
        if (!intervals.WasDue(dma, list, ghost)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.",
            $"the page was mapped, with that permission, before D started at step {dma.StartedTime}, and nothing has begun to unmap it.",
            $"D was refused with {ended.Fault} at step {stamped.Time}."));
    }
}

/// <summary>T3 of the allocator: an address is not used again before the flush.</summary>
internal sealed class LazyReuse() : Oracle(
    "T3-reuse",
    "In lazy mode an address is not mapped again before the flush that includes its unmap has returned.",
    "Linux drivers/iommu/dma-iommu.c: free_iova is called by the flush queue",
    typeof(OperationBegan))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var began = (OperationBegan)stamped.Event;
        if (began.Kind != OperationKind.Map || began.SizeBytes == 0 || !ghost.Domains.TryGetValue(began.Domain, out var domain)) return;
        foreach (var unmap in domain.Deferred)
        {
            var old = unmap.Began;
            if (old.Iova.Value + (old.SizeBytes - 1) < began.Iova.Value
                || began.Iova.Value + (began.SizeBytes - 1) < old.Iova.Value) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(old)}, which left its invalidation to a flush.",
                $"U returned at step {unmap.EndedTime}, and no flush that began later has returned since.",
                $"{Prose.Named(began)} began at step {stamped.Time}."));
        }
    }
}
