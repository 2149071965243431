using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O9: an interrupt finds its doorbell whatever the domain.</summary>
internal sealed class MsisReachTheirDoorbell() : Oracle(
    "O9",
    "The address that a device was given for its interrupts leads to the doorbell in every domain that the device has from then on: a "
    + "write there is not refused for lack of a mapping, and goes nowhere else.",
    "Linux iommufd_sw_msi(), iommufd_group_setup_msi()",
    typeof(MsiComposed), typeof(DmaEnded))
{
    private readonly Dictionary<(DeviceId, Iova), (Pa Doorbell, long Time)> _composed = [];

    /// <inheritdoc/>
    public override void Reset() => _composed.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is MsiComposed composed)
        {
            _composed[(composed.Device, composed.Address)] = (composed.Doorbell, stamped.Time);
            return;
        }

        var ended = (DmaEnded)stamped.Event;
        if (_composed.Count == 0 || !ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        if (dma.Started is not { Substream: null, Access.IsWrite: true }) return;
        if (!ghost.Attachments.Streams.TryGetValue((ended.Smmu, ended.Stream), out var device)) return;
        if (!_composed.TryGetValue((device, dma.Started.Input), out var msi) || dma.StartedTime < msi.Time) return;
        var lacks = ended.Fault is EventId.FTranslation or EventId.FPermission or EventId.FAddrSize;
        if (!lacks && (ended.Outcome != DmaOutcome.Completed || ended.Output == msi.Doorbell)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}, an interrupt.",
            $"{device} was given that address for the doorbell at {msi.Doorbell} at step {msi.Time}.",
            lacks ? $"D was refused with {ended.Fault} at step {stamped.Time}: the interrupt is lost."
                : $"D reached {ended.Output} at step {stamped.Time}."));
    }
}
