using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>E5: faults are answered before what they go with is gone.</summary>
internal sealed class FaultsEndWithTheirAttachment() : Oracle(
    "E5",
    "When a detach, a replace or an unbind has been answered, so have the page faults that went with what was attached before.",
    "Linux iommufd/device.c, iommufd_auto_response_faults()",
    typeof(PageFaultsAsked), typeof(PageFaultsAnswered), typeof(AttachmentEnded), typeof(DeviceReleased))
{
    private readonly Dictionary<(DeviceId Device, ushort Group), (SubstreamId Attached, long Time)> _open = [];

    /// <inheritdoc/>
    public override void Reset() => _open.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case PageFaultsAsked asked: _open[(asked.Device, asked.Group)] = (asked.Attached, stamped.Time); break;
            case PageFaultsAnswered answered: _open.Remove((answered.Device, answered.Group)); break;
            case AttachmentEnded ended: See(stamped, findings, ended.Device, ended.Pasid); break;
            case DeviceReleased released: See(stamped, findings, released.Device, null); break;
        }
    }

    private void See(in StampedEvent stamped, Findings findings, DeviceId device, SubstreamId? pasid)
    {
        foreach (var ((whose, group), (attached, time)) in _open)
        {
            if (whose != device || (pasid is { } only && only != attached)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"g = group {group} of {device}.", $"what g goes with was gone at step {stamped.Time}.",
                $"g, asked for at step {time}, was not answered."));
            return;
        }
    }
}
