using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Guests;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I5: names of devices.</summary>
/// <param name="guests">What the guests saw.</param>
internal sealed class NamesAreExact(GuestViews guests) : Oracle(
    "I5",
    "In a viommu a name means one device and a device has one name, commands reach each device that they name, by every StreamID that "
        + "it has, and a device that left has none.",
    "Linux iommufd/viommu.c, iommufd_vdevice_alloc_ioctl() and iommufd_device_pre_destroy(); IHI 0070 4.3.1 and 4.3.2",
    typeof(VdeviceMapped), typeof(VdeviceUnmapped), typeof(GuestCommandConverted), typeof(GuestDeviceRemoved), typeof(GuestEvent))
{
    private readonly Dictionary<(ViommuId Viommu, VirtualStreamId Name), VdeviceMapped> _names = [];

    /// <inheritdoc/>
    public override void Reset() => _names.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case VdeviceMapped mapped:
                if (_names.Values.FirstOrDefault(one => one.Viommu == mapped.Viommu
                    && (one.Name == mapped.Name || one.Device == mapped.Device || one.Stream == mapped.Stream)) is { } other)
                    Object(stamped, findings, mapped.Viommu, $"{other.Name} is {other.Device} with {other.Stream}",
                        $"{mapped.Name} became {mapped.Device} with {mapped.Stream}");
                _names[(mapped.Viommu, mapped.Name)] = mapped;
                break;
            case VdeviceUnmapped unmapped:
                _names.Remove((unmapped.Viommu, unmapped.Name));
                break;
            case GuestCommandConverted { Guest.Opcode: CommandOpcode.AtcInv or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll } converted:
                var name = new VirtualStreamId(converted.Guest.StreamID.Value);
                var meant = _names.GetValueOrDefault((converted.Viommu, name));
                var forgotten = meant is null ? null : Forgotten(meant, ghost);
                if (meant is not null && meant.Stream == converted.Host.StreamID && forgotten is null) return;
                var was = meant is null ? $"{name} is no device" : $"{name} is {meant.Device}, with {meant.Stream}";
                Object(stamped, findings, converted.Viommu, forgotten is null ? was : $"{was} and {forgotten}",
                    $"{converted.Guest} was issued as {converted.Host} alone");
                break;
            case GuestEvent { Event: CommandConsumed { Command.Opcode: CommandOpcode.CfgiSte or CommandOpcode.CfgiSteRange } done } inside:
                foreach (var device in guests.Of(inside.Guest).Outdated(done))
                {
                    findings.Add(this, stamped, Prose.Plain(
                        $"C = {done.Command} in slot {done.Slot} of {inside.Guest}, and {device} that C names.",
                        $"the guest had changed the entry of {device} before C was published.",
                        $"C was done at step {stamped.Time}, and the host has not looked at the entry since."));
                    return;
                }

                break;
            case GuestDeviceRemoved removed when _names.Values.FirstOrDefault(one => one.Device == removed.Device) is { } left:
                Object(stamped, findings, left.Viommu, $"{left.Name} is {left.Device}", $"{removed.Device} left its guest");
                break;
        }
    }

    // A name stands for one StreamID: what the device cached by another one stays.
    private static StreamId? Forgotten(VdeviceMapped meant, GhostState ghost)
    {
        foreach (var (stream, device) in ghost.Attachments.Streams)
        {
            if (device == meant.Device && stream.Stream != meant.Stream) return stream.Stream;
        }

        return null;
    }

    private void Object(in StampedEvent stamped, Findings findings, ViommuId viommu, string was, string but) =>
        findings.Add(this, stamped, Prose.Plain($"N = the names that {viommu} has.", $"in N {was}.", $"{but} at step {stamped.Time}."));
}
