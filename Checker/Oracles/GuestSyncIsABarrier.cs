using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>D1: a guest's barrier.</summary>
internal sealed class GuestSyncIsABarrier() : Oracle(
    "D1",
    "A CMD_SYNC of a guest completes only when every leg of every command before it was done, unless the queue had stopped at the command.",
    "IHI 0070 4.7.3 for the virtual queue; Linux IOMMU_HWPT_INVALIDATE: a failure is reported",
    typeof(GuestLegSent), typeof(GuestLegEnded), typeof(GuestEvent))
{
    private readonly HashSet<(GuestId Guest, QueueId Queue, uint Slot, ViommuId Viommu)> _open = [];
    private readonly Dictionary<(GuestId Guest, QueueId Queue), List<(uint Slot, ViommuId Viommu)>> _failed = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _open.Clear();
        _failed.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case GuestLegSent sent:
                _open.Add((sent.Guest, sent.Queue, sent.Slot, sent.Viommu));
                break;
            case GuestLegEnded ended:
                _open.Remove((ended.Guest, ended.Queue, ended.Slot, ended.Viommu));
                if (!ended.IsDone) FailedOf(ended.Guest, ended.Queue).Add((ended.Slot, ended.Viommu));
                break;
            case GuestEvent { Event: CommandErrored stopped } inside:
                // The first that failed is where it stops; those behind it are done again.
                var failed = FailedOf(inside.Guest, stopped.Queue);
                if (failed.Count == 0 || failed.Exists(leg => leg.Slot == stopped.Slot)) failed.Clear();
                break;
            case GuestEvent { Event: SyncCompleted sync } inside:
                Check(inside.Guest, sync, stamped, findings);
                break;
        }
    }

    private void Check(GuestId guest, SyncCompleted sync, in StampedEvent stamped, Findings findings)
    {
        var failed = FailedOf(guest, sync.Queue);
        var isOpen = _open.FirstOrDefault(leg => leg.Guest == guest && leg.Queue == sync.Queue);
        if (failed.Count == 0 && isOpen == default) return;
        var (slot, viommu) = failed.Count > 0 ? failed[0] : (isOpen.Slot, isOpen.Viommu);
        failed.Clear();
        findings.Add(this, stamped, Prose.Plain(
            $"S = the CMD_SYNC of {guest} in slot {sync.Slot}, and C = its command in slot {slot}.",
            $"C was sent to {viommu}, which {(isOpen == default ? "did not do it" : "has not answered")}.",
            $"S completed at step {stamped.Time}, and nothing told the guest."));
    }

    private List<(uint Slot, ViommuId Viommu)> FailedOf(GuestId guest, QueueId queue)
    {
        if (!_failed.TryGetValue((guest, queue), out var list)) _failed.Add((guest, queue), list = []);
        return list;
    }
}
