using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I1 of a device that is taken from a guest: it is the guest's no more.</summary>
internal sealed class DevicesLeaveTheirGuest() : Oracle(
    "I1-guest",
    "A device that has left its guest is attached to none of the guest's domains.",
    "Linux iommufd/device.c, iommufd_device_destroy(); drivers/vfio/iommufd.c, vfio_iommufd_physical_unbind()",
    typeof(GuestDeviceRemoved))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var removed = (GuestDeviceRemoved)stamped.Event;
        foreach (var list in ghost.Attachments.All)
        {
            foreach (var one in list)
            {
                if (one.Device != removed.Device || one.Until != 0) continue;
                if (!ghost.Domains.TryGetValue(one.Domain, out var domain) || domain.Created.Kind != DomainKind.Nested) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"d = {one.Device}.", $"{one.By} attached d to {one.Domain}, and nothing has ended that.",
                    $"d left {removed.Guest} at step {stamped.Time}."));
                return;
            }
        }
    }
}
