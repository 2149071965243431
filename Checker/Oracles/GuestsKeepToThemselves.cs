using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I4: what a guest's commands can reach.</summary>
internal sealed class GuestsKeepToThemselves() : Oracle(
    "I4",
    "A command that a viommu issues for its guest, or that hardware does in a VCMDQ of the guest, has the viommu's VMID, or the StreamID "
        + "of a device that it has, and is one for guests.",
    "Linux arm-smmu-v3-iommufd.c, arm_vsmmu_convert_user_cmd(); tegra241-cmdqv.c: VINTF_CONFIG, SID_MATCH, SID_REPLACE",
    typeof(OperationBegan), typeof(ViommuCreated), typeof(VdeviceMapped), typeof(VdeviceUnmapped), typeof(CommandWritten),
    typeof(HardwareQueueGiven), typeof(CommandConsumed))
{
    private readonly Dictionary<QueueId, ViommuId> _queues = [];
    private readonly Dictionary<ViommuId, ViommuCreated> _viommus = [];
    private readonly Dictionary<OperationId, ViommuId> _operations = [];
    private readonly Dictionary<(ViommuId Viommu, VirtualStreamId Name), StreamId> _streams = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _viommus.Clear();
        _operations.Clear();
        _streams.Clear();
        _queues.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ViommuCreated created: _viommus[created.Viommu] = created; break;
            case VdeviceMapped mapped: _streams[(mapped.Viommu, mapped.Name)] = mapped.Stream; break;
            case VdeviceUnmapped unmapped: _streams.Remove((unmapped.Viommu, unmapped.Name)); break;
            case OperationBegan { Viommu: { } viommu } began: _operations[began.Operation] = viommu; break;
            case HardwareQueueGiven given: _queues[given.Queue] = given.Viommu; break;
            case CommandWritten written when _operations.TryGetValue(written.Operation, out var viommu):
                Check(written.Queue, written.Slot, written.Command, viommu, stamped, findings);
                break;
            case CommandConsumed consumed when _queues.TryGetValue(consumed.Queue, out var viommu):
                Check(consumed.Queue, consumed.Slot, consumed.Command, viommu, stamped, findings);
                break;
        }
    }

    private void Check(QueueId queue, uint slot, in Command command, ViommuId viommu, in StampedEvent stamped, Findings findings)
    {
        if (IsOwn(queue, command, viommu)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"C = {command} in slot {slot} of {queue}.",
            $"C is done for the guest of {viommu}, which has {_viommus[viommu].Vmid} at {_viommus[viommu].Smmu}.",
            $"C reaches further, at step {stamped.Time}."));
    }

    private bool IsOwn(QueueId queue, Command command, ViommuId viommu)
    {
        if (!_viommus.TryGetValue(viommu, out var created) || created.Smmu != queue.Smmu) return false;
        var isTrapped = !_queues.ContainsKey(queue);
        return command.Opcode switch
        {
            CommandOpcode.Sync => true,
            CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhVaa or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll when !isTrapped => false,
            CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa =>
                command.VMID == created.Vmid,
            CommandOpcode.AtcInv or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll =>
                _streams.Any(stream => stream.Key.Viommu == viommu && stream.Value == command.StreamID),
            _ => false,
        };
    }
}
