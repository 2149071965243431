using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E6: a storm of events does not hold software.</summary>
internal sealed class HandlersYield() : Oracle(
    "E6",
    "A handler of events takes at most as many as its queue holds before it gives others a turn.",
    "Linux 30de2b541af9: arm_smmu_evtq_thread",
    typeof(EventsHandled))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var handled = (EventsHandled)stamped.Event;
        if (handled.Taken <= handled.Slots) return;
        findings.Add(this, stamped, Prose.Plain(
            $"h = the handler of {handled.Queue}, which holds {handled.Slots} events.", "events came while h took others.",
            $"h took {handled.Taken} events without a turn for anybody else, until step {stamped.Time}."));
    }
}
