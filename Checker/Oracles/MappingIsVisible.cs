using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
        if (ended.Fault is not (EventId.FTranslation or EventId.FPermission) && ended.Outcome != DmaOutcome.NotGranted) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        if (dma.Started.Access.IsInstruction || ghost.Attachments.Of(ended.Smmu, ended.Stream,
            dma.Started.Substream) is not { } list) return;
        if (!intervals.WasDue(dma, list, ghost)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.",
            $"the page was mapped, with that permission, before D started at step {dma.StartedTime}, and nothing has begun to unmap it.",
            $"D was refused with {(ended.Fault == 0 ? $"{ended.Outcome}" : $"{ended.Fault}")} at step {stamped.Time}."));
    }
}
