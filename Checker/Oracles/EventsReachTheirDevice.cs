using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I6: who caused an event hears of it, and nobody else.</summary>
internal sealed class EventsReachTheirDevice() : Oracle(
    "I6",
    "An event that names a StreamID is reported to the device that has it, and to no other; and to a guest only while it has the "
    + "device, by the guest's StreamID of it, and never one of stage 2.",
    "Linux arm-smmu-v3.c: arm_smmu_find_master; b00d24997a11, 2888520bdcbe; arm-smmu-v3-iommufd.c: arm_vmaster_report_event",
    typeof(EventReported), typeof(ViommuCreated), typeof(VdeviceMapped), typeof(VdeviceUnmapped))
{
    private static readonly DeviceId NoDevice = new(-1);

    private readonly Dictionary<ViommuId, SmmuId> _viommus = [];
    private readonly Dictionary<(ViommuId Viommu, VirtualStreamId Name), DeviceId> _names = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _viommus.Clear();
        _names.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ViommuCreated created: _viommus[created.Viommu] = created.Smmu; break;
            case VdeviceMapped mapped: _names[(mapped.Viommu, mapped.Name)] = mapped.Device; break;
            case VdeviceUnmapped unmapped: _names.Remove((unmapped.Viommu, unmapped.Name)); break;
            case EventReported reported: See(reported, stamped, ghost, findings); break;
        }
    }

    private void See(EventReported reported, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var (queue, viommu) = (reported.Queue, new ViommuId(reported.Queue.Index));
        var isOfGuest = queue.Kind == EventQueueKind.Virtual && _viommus.ContainsKey(viommu);
        if (queue.Kind != EventQueueKind.Events && !isOfGuest) return;
        var smmu = isOfGuest ? _viommus[viommu] : new SmmuId(queue.Index);
        if (isOfGuest && reported.IsStageTwo)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"e = an event of stream {reported.Stream} in {queue}.", "e is of stage 2.",
                $"e was reported to {viommu} at step {stamped.Time}."));
        }

        if (isOfGuest && reported is { Name: { } told, Device: { } named } && _names.GetValueOrDefault((viommu, told), NoDevice) != named)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"e = an event of {named} in {queue}.", $"{viommu} does not know {named} by the StreamID {told}.",
                $"e was reported by it at step {stamped.Time}."));
        }

        if (!ghost.Attachments.Streams.TryGetValue((smmu, reported.Stream), out var owner)) return;
        var isThere = !isOfGuest || _names.Any(name => name.Key.Viommu == viommu && name.Value == owner);
        if (reported.Device == owner && isThere) return;
        findings.Add(this, stamped, Prose.Plain(
            $"e = an event of stream {reported.Stream} in {queue}.",
            $"the stream is that of {owner}{(isThere ? "" : $", which {viommu} does not have")}.",
            $"e was reported to {(reported.Device is { } device ? $"{device}" : "nobody")} at step {stamped.Time}."));
    }
}
