using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I1: no domain but those that the device could meet.</summary>
internal sealed class OnlyItsDomains(OnlineJudge online, IntervalJudge intervals) : Oracle(
    "I1",
    "A DMA is translated by a domain that its device had at some time between its start and its end, or it is terminated.",
    "Linux iommu_group_replace_domain(): no third domain and no bypass in between",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var white = online.Of(stamped, ghost).Kind;
        var black = intervals.Of(stamped, ghost).Kind;
        if (white != DmaUseKind.Foreign && black != DmaUseKind.Foreign) return;
        // What a map that failed or a store without an operation left behind is known to one of the two only.
        if (white is DmaUseKind.Allowed or DmaUseKind.Stale || black is DmaUseKind.Allowed or DmaUseKind.Stale) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.",
            $"from its start at step {dma.StartedTime} to its end its device had {Had(ended, dma, ghost)}.",
            $"D reached {ended.Output} at step {stamped.Time} ({ended.Path}), where none of them leads."));
    }

    private static string Had(DmaEnded ended, in DmaState dma, GhostState ghost)
    {
        List<string> had = [];
        foreach (var one in ghost.Attachments.Of(ended.Smmu, ended.Stream, dma.Started.Substream) ?? [])
        {
            if (AttachmentTable.MayMeet(one, dma.StartedAt)) had.Add($"{one.Domain}");
        }

        return had.Count == 0 ? "no domain" : string.Join(" and ", had);
    }
}
