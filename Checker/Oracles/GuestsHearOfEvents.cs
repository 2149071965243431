using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E1 from end to end: what a viommu loses of a guest's events is lost to the guest's eyes, too.</summary>
internal sealed class GuestsHearOfEvents() : Oracle(
    "E1-guest",
    "When nothing is left to happen, every event that a viommu had for its guest was detected in the guest: recorded, or lost with a "
    + "signal.",
    "IHI 0070 7.4 for the virtual SMMU; Linux include/uapi/linux/iommufd.h: iommufd_vevent_header counts what was lost",
    typeof(VdeviceMapped), typeof(GuestDeviceAdded), typeof(EventDetected), typeof(GuestEvent))
{
    private readonly Dictionary<DeviceId, ViommuId> _viommuOf = [];
    private readonly Dictionary<int, GuestId> _guestOf = [];
    private readonly Dictionary<int, long> _sent = [];
    private readonly Dictionary<GuestId, long> _arrived = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _viommuOf.Clear();
        _guestOf.Clear();
        _sent.Clear();
        _arrived.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case VdeviceMapped mapped:
                _viommuOf[mapped.Device] = mapped.Viommu;
                break;
            case GuestDeviceAdded added when _viommuOf.TryGetValue(added.Device, out var viommu):
                _guestOf[viommu.Value] = added.Guest;
                break;
            case EventDetected { Queue: { Kind: EventQueueKind.Virtual } queue }:
                _sent[queue.Index] = _sent.GetValueOrDefault(queue.Index) + 1;
                break;
            case GuestEvent { Event: EventDetected { Queue.Kind: EventQueueKind.Events } } inside:
                _arrived[inside.Guest] = _arrived.GetValueOrDefault(inside.Guest) + 1;
                break;
        }
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        if (!isQuiescent) return;
        foreach (var guest in _guestOf.Values.Distinct())
        {
            var sent = _sent.Where(queue => _guestOf.TryGetValue(queue.Key, out var whose) && whose == guest).Sum(queue => queue.Value);
            var arrived = _arrived.GetValueOrDefault(guest);
            if (sent == arrived) continue;
            findings.Add(this, last, Prose.Plain(
                $"E = the events of the viommus of {guest}.", $"{sent} of E were detected, and nothing is left to happen.",
                $"{guest} saw {arrived} events recorded or lost."));
        }
    }
}
