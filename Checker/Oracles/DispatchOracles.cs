using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Guests;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
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

/// <summary>D3: the count that a viommu answers.</summary>
internal sealed class HandledMeansDone() : Oracle(
    "D3",
    "The commands that a viommu counts as handled have been issued and a CMD_SYNC behind them has completed.",
    "Linux uapi/linux/iommufd.h: iommu_hwpt_invalidate.entry_num",
    typeof(OperationBegan), typeof(CommandWritten), typeof(SyncReleased), typeof(GuestCommandsAnswered))
{
    private readonly Dictionary<OperationId, (int Written, int Done)> _counts = [];

    /// <inheritdoc/>
    public override void Reset() => _counts.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case OperationBegan { Viommu: not null } began:
                _counts[began.Operation] = default;
                break;
            case CommandWritten written when _counts.TryGetValue(written.Operation, out var of):
                if (written.Command.Opcode != CommandOpcode.Sync) _counts[written.Operation] = of with { Written = of.Written + 1 };
                break;
            case SyncReleased { Outcome: SyncOutcome.Completed } released when _counts.TryGetValue(released.Operation, out var of):
                _counts[released.Operation] = of with { Done = of.Written };
                break;
            case GuestCommandsAnswered answered when _counts.TryGetValue(answered.Operation, out var of) && answered.Handled > of.Done:
                findings.Add(this, stamped, Prose.Plain(
                    $"I = the invalidation {answered.Operation} of {answered.Viommu}.",
                    $"{of.Written} commands of I were issued, and {of.Done} of them are behind a CMD_SYNC that completed.",
                    $"I answered at step {stamped.Time} that {answered.Handled} were handled."));
                break;
        }
    }
}

/// <summary>D2 and D4: whom a guest's TLB invalidation has to reach.</summary>
internal abstract class Dispatch(string name, string statement, string source, GuestViews guests)
    : Oracle(name, statement, source, typeof(GuestLegSent), typeof(GuestEvent))
{
    private readonly Dictionary<(GuestId Guest, QueueId Queue, uint Slot), List<SmmuId>> _legs = [];

    /// <summary>What the guests saw.</summary>
    protected GuestViews Guests => guests;

    /// <summary>The devices that the command is about.</summary>
    protected abstract IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at);

    /// <inheritdoc/>
    public override void Reset() => _legs.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case GuestLegSent sent when guests.SmmuOf(sent.Viommu) is { } smmu:
                _legs.TryAdd((sent.Guest, sent.Queue, sent.Slot), []);
                _legs[(sent.Guest, sent.Queue, sent.Slot)].Add(smmu);
                break;
            case GuestEvent { Event: CommandConsumed consumed } inside:
                if (IsDispatched(consumed.Command.Opcode)) Check(inside.Guest, consumed, stamped, findings);
                _legs.Remove((inside.Guest, consumed.Queue, consumed.Slot));
                break;
        }
    }

    private void Check(GuestId guest, CommandConsumed consumed, in StampedEvent stamped, Findings findings)
    {
        var isByAsid = consumed.Command.Opcode is CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa;
        var sent = _legs.GetValueOrDefault((guest, consumed.Queue, consumed.Slot)) ?? [];
        foreach (var device in Users(guest, consumed, isByAsid ? consumed.Command.ASID : null, stamped.Sequence))
        {
            if (guests.SmmuOf(device) is not { } smmu || sent.Contains(smmu)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"C = {consumed.Command} in slot {consumed.Slot} of {guest}, and {device} behind {smmu}.",
                $"{device} could use an address space that C is about when C was published.",
                $"C was done at step {stamped.Time}, and {smmu} was never told."));
            return;
        }
    }

    private static bool IsDispatched(CommandOpcode opcode) => opcode is CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid
        or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa or CommandOpcode.TlbiNsnhAll;
}

/// <summary>D2: a device on its way.</summary>
/// <param name="guests">What the guests saw.</param>
internal sealed class WhoComesIsReached(GuestViews guests) : Dispatch(
    "D2",
    "Once hardware can read a guest's context descriptor, TLB invalidations of its ASID that are published later reach its SMMU.",
    "IHI 0070 3.21.3: a descriptor may be read as soon as it is visible",
    guests)
{
    /// <inheritdoc/>
    protected override IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at) => asid is { } one
        ? Guests.Of(guest).Having(consumed.Queue, consumed.Slot, one).Where(Guests.IsLive)
        : [];
}

/// <summary>D4: the devices that have the address space.</summary>
/// <param name="guests">What the guests saw.</param>
internal sealed class EveryUserIsReached(GuestViews guests) : Dispatch(
    "D4",
    "A guest's TLB invalidation is sent to every physical SMMU with a device whose address space has the ASID, and without an ASID to all.",
    "IHI 0070 4.4; the virtual SMMU is one SMMU to the guest",
    guests)
{
    /// <inheritdoc/>
    protected override IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at) =>
        Guests.Of(guest).Using(consumed.Queue.Smmu, asid, at);
}

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
