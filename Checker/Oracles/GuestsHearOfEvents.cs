using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E1 from end to end: what a viommu loses of a guest's events is lost to the guest's eyes, too.</summary>
internal sealed class GuestsHearOfEvents() : Oracle(
    "E1-guest",
    "When nothing is left to happen, every event that a viommu had for its guest was detected in the guest: recorded, or lost with a "
    + "signal; and none is detected there that no viommu had, of this kind and StreamID.",
    "IHI 0070 7.4 for the virtual SMMU; Linux include/uapi/linux/iommufd.h: iommufd_vevent_header counts what was lost",
    typeof(VdeviceMapped), typeof(GuestDeviceAdded), typeof(EventDetected), typeof(EventReported),
    typeof(GuestEvent))
{
    private readonly Dictionary<DeviceId, ViommuId> _viommuOf = [];
    private readonly Dictionary<int, GuestId> _guestOf = [];
    private readonly Dictionary<int, long> _sent = [];
    private readonly Dictionary<GuestId, long> _arrived = [];
    private readonly Dictionary<int, EventId> _latest = [];
    private readonly HashSet<(int Viommu, EventId Kind, uint Stream)> _had = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _viommuOf.Clear();
        _guestOf.Clear();
        _sent.Clear();
        _arrived.Clear();
        _latest.Clear();
        _had.Clear();
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
            case EventDetected { Queue: { Kind: EventQueueKind.Virtual } queue } detected:
                _sent[queue.Index] = _sent.GetValueOrDefault(queue.Index) + 1;
                _latest[queue.Index] = detected.Id;
                break;
            case EventReported { Queue: { Kind: EventQueueKind.Virtual } queue, Name: { } name }:
                _had.Add((queue.Index, _latest.GetValueOrDefault(queue.Index), name.Value));
                break;
            case GuestEvent { Event: EventDetected { Queue.Kind: EventQueueKind.Events } detected } inside:
                _arrived[inside.Guest] = _arrived.GetValueOrDefault(inside.Guest) + 1;
                if (detected.Id != default) See(detected, inside.Guest, stamped, findings);
                break;
        }
    }

    private void See(EventDetected detected, GuestId guest, in StampedEvent stamped, Findings findings)
    {
        foreach (var (viommu, owner) in _guestOf)
        {
            if (owner == guest && _had.Contains((viommu, detected.Id, detected.Stream.Value))) return;
        }

        findings.Add(this, stamped, Prose.Plain(
            $"e = {detected.Id} of stream {detected.Stream} in {guest}.", $"no viommu of {guest} had such an event.",
            $"e was detected at step {stamped.Time}."));
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
