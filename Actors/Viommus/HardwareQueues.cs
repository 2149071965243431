// Not modelled: the two registers of a VINTF that filter events (GLB_FILT), and a unit that does not do in time what its registers say.
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Viommus;

/// <summary>
/// The virtual interface that a viommu has of the CMDQV unit: its StreamIDs and the VCMDQs of its guest (Linux 7.2, tegra241-cmdqv.c:
/// tegra241_vintf_alloc_vsid, tegra241_vintf_alloc_lvcmdq_user; iommufd/viommu.c: iommufd_hw_queue_alloc_ioctl).
/// </summary>
/// <param name="viommu">Whose.</param>
/// <param name="smmu">Beside which SMMU.</param>
/// <param name="parent">Where the guest's memory is mapped.</param>
/// <param name="vmid">Of all commands of the guest.</param>
/// <param name="interface">The number of the interface.</param>
/// <param name="host">What there is.</param>
internal sealed class HardwareQueues(
    ViommuId viommu, SmmuId smmu, DomainId parent, Vmid vmid, int @interface, HostDescription host)
{
    private const int CommandShift = 4;
    private const ulong LeastBytes = 32;
    private const int NameBits = 20;

    private readonly List<AllocateHardwareQueue> _queues = [];
    private (VirtualStreamId Name, StreamId Stream)?[] _names = [];

    /// <summary>Its number.</summary>
    public int Interface => @interface;

    private IHistory History => host.Experiment.History;

    private BugSet Bugs => host.Experiment.Bugs;

    private int Own => CmdqvOffset.VintfBase + (@interface * CmdqvOffset.VintfStride);

    /// <summary>It has queues.</summary>
    public bool HasQueues => _queues.Count > 0;

    /// <summary>Brings the interface up, and then has its errors handled (Linux cbc41aacd49e).</summary>
    public IEnumerable<HostAction> Start(HostThread thread) => Bugs.Has(Bug.PublishEarly)
        ? Publish(true, thread).Concat(Configure(thread)) : Configure(thread).Concat(Publish(true, thread));

    /// <summary>Takes the interface down, when no error of it is handled any more (Linux 61f0d437988e), and gives it back.</summary>
    public IEnumerable<HostAction> End(HostThread thread) => Bugs.Has(Bug.TeardownOrder)
        ? Return(thread).Concat(Publish(false, thread)) : Publish(false, thread).Concat(Return(thread));

    // tegra241_vintf_hw_init. HYP_OWN is 0: commands get the VMID and other StreamIDs.
    private IEnumerable<HostAction> Configure(HostThread thread)
    {
        yield return HostAction.ReadCmdqv(CmdqvOffset.Param);
        _names = new (VirtualStreamId, StreamId)?[1 << new CmdqvParam((uint)thread.Value).NumSidPerVmLog2];
        var own = default(VintfConfig) with { VMID = vmid };
        yield return HostAction.WriteCmdqv(Own + VintfOffset.Config, own.Raw);
        yield return HostAction.WriteCmdqv(Own + VintfOffset.Config, (own with { EN = true }).Raw);
        if (History.IsOn) History.Record(new InterfaceStarted(viommu, smmu, @interface));
    }

    private IEnumerable<HostAction> Publish(bool isFound, HostThread thread)
    {
        yield return HostAction.Request(new PublishInterface(viommu, thread.Ticket, smmu, @interface, isFound));
    }

    private IEnumerable<HostAction> Return(HostThread thread)
    {
        yield return HostAction.WriteCmdqv(Own + VintfOffset.Config, 0);
        if (History.IsOn) History.Record(new InterfaceFreed(viommu, smmu, @interface));
        yield return HostAction.Request(new ReturnInterface(thread.Ticket, smmu, @interface));
    }

    /// <summary>Whether the interface can have another name.</summary>
    public HostResult Admits(VirtualStreamId name) => name.Value >> NameBits != 0 ? HostResult.Invalid
        : Array.Exists(_names, taken => taken is null) ? HostResult.Ok : HostResult.NoSpace;

    /// <summary>Hardware learns a name that the interface admits.</summary>
    public IEnumerable<HostAction> Add(VirtualStreamId name, StreamId stream)
    {
        var slot = Array.IndexOf(_names, null);
        _names[slot] = (name, stream);
        yield return HostAction.WriteCmdqv(SidReplace(slot), (default(VintfSidReplace) with { PhysSid = stream }).Raw);
        yield return HostAction.WriteCmdqv(SidMatch(slot), (default(VintfSidMatch) with { ENABLE = true, VirtSid = name }).Raw);
    }

    /// <summary>Hardware forgets the name of a device.</summary>
    public IEnumerable<HostAction> Remove(StreamId stream)
    {
        var slot = Array.FindIndex(_names, one => one is { } taken && taken.Stream == stream);
        if (slot < 0) yield break;
        yield return HostAction.WriteCmdqv(SidMatch(slot), 0);
        yield return HostAction.WriteCmdqv(SidReplace(slot), 0);
        _names[slot] = null;
    }

    /// <summary>Gives the guest a queue. Its memory is held first, as iommufd does it, and released again if the queue cannot be.</summary>
    public IEnumerable<HostAction> Allocate(AllocateHardwareQueue request, HostThread thread)
    {
        yield return HostAction.Request(new HoldPages(parent, thread.Ticket, new Iova(request.Base.Value), request.SizeBytes));
        var held = (PagesHeld)thread.Answer!;
        var result = held.Result == HostResult.Ok ? Check(request) : held.Result;
        if (result == HostResult.Ok)
        {
            foreach (var action in Program(request, held.Output)) yield return action;
        }
        else if (held.Result == HostResult.Ok)
        {
            yield return Release(request, thread);
        }

        yield return HostAction.Report(new HardwareQueueReady(request.Request, result));
    }

    /// <summary>Takes a queue from the guest (tegra241_vintf_destroy_lvcmdq_user, iommufd_hw_queue_destroy).</summary>
    public IEnumerable<HostAction> Destroy(DestroyHardwareQueue request, HostThread thread)
    {
        var result = request.Index < 0 || request.Index >= _queues.Count ? HostResult.NoEntry
            : request.Index < _queues.Count - 1 ? HostResult.Busy : HostResult.Ok;
        if (result == HostResult.Ok)
        {
            var queue = _queues[request.Index];
            IEnumerable<HostAction>[] parts = [Stop(queue.Index, thread), Clear(queue.Index, thread), Free(queue, thread)];
            if (Bugs.Has(Bug.FreeRingBeforeDrain)) parts = [parts[2], parts[0], parts[1]];
            foreach (var part in parts)
            {
                foreach (var action in part) yield return action;
            }

            _queues.RemoveAt(request.Index);
        }

        yield return HostAction.Report(new HardwareQueueDestroyed(request.Request, result));
    }

    private HostResult Check(AllocateHardwareQueue request)
    {
        var most = 1UL << ((int)host.Smmus[smmu.Value].Idr1.CMDQS + CommandShift);
        return request.Index < 0 || request.Index >= host.VirtualQueues ? HostResult.Invalid
            : request.Index < _queues.Count ? HostResult.Exists
            : request.Index > _queues.Count ? HostResult.Refused
            : !ulong.IsPow2(request.SizeBytes) || request.SizeBytes < LeastBytes || request.SizeBytes > most ? HostResult.Invalid
            : (request.Base.Value & (request.SizeBytes - 1)) != 0 ? HostResult.Invalid : HostResult.Ok;
    }

    private IEnumerable<HostAction> Program(AllocateHardwareQueue request, Pa memory)
    {
        _queues.Add(request);
        if (History.IsOn) History.Record(new HardwareQueueGiven(viommu, request.Index, Name(request.Index)));
        var place = default(CmdqvCmdqAllocMap) with { ALLOC = true, LVCMDQ = (byte)request.Index, VINTF = (byte)@interface };
        var log2 = ulong.Log2(request.SizeBytes) - CommandShift;
        var queue = default(VcmdqBase) with { ADDR = memory.Value, LOG2SIZE = (byte)log2 };
        yield return HostAction.WriteCmdqv(AllocMap(request.Index), place.Raw);
        yield return HostAction.WriteCmdqv(Page1(request.Index, VcmdqPage1Offset.Base), queue.Raw, 8);
    }

    // The guest may have stopped between an ATC_INV and its CMD_SYNC: who has the queue next would be told of the timeout, if no CMD_SYNC
    // of the SMMU's own queue took it (tegra241_vcmdq_hw_flush_timeout).
    private IEnumerable<HostAction> Stop(int index, HostThread thread)
    {
        yield return HostAction.WriteCmdqv(Page0(index, VcmdqPage0Offset.Config), 0);
        do yield return HostAction.ReadCmdqv(Page0(index, VcmdqPage0Offset.Status));
        while (new VcmdqStatus((uint)thread.Value).CmdqEnOk);
        if (!Bugs.Has(Bug.NoDeinitSync)) yield return HostAction.Issue(new CommandBatch(smmu, []));
    }

    private IEnumerable<HostAction> Clear(int index, HostThread thread)
    {
        yield return HostAction.WriteCmdqv(Page0(index, VcmdqPage0Offset.ProdIndx), 0);
        yield return HostAction.WriteCmdqv(Page0(index, VcmdqPage0Offset.ConsIndx), 0);
        yield return HostAction.WriteCmdqv(Page1(index, VcmdqPage1Offset.Base), 0, 8);
        yield return HostAction.ReadCmdqv(Page0(index, VcmdqPage0Offset.Gerror));
        yield return HostAction.WriteCmdqv(Page0(index, VcmdqPage0Offset.Gerrorn), thread.Value);
        yield return HostAction.WriteCmdqv(AllocMap(index), 0);
    }

    private IEnumerable<HostAction> Free(AllocateHardwareQueue queue, HostThread thread)
    {
        if (History.IsOn) History.Record(new CommandQueueReleased(Name(queue.Index)));
        yield return Release(queue, thread);
    }

    private HostAction Release(AllocateHardwareQueue queue, HostThread thread) =>
        HostAction.Request(new ReleasePages(parent, thread.Ticket, new Iova(queue.Base.Value), queue.SizeBytes));

    private int Number(int index) => (@interface * host.VirtualQueues) + index;

    private QueueId Name(int index) => new(smmu, Number(index) + 1);

    private int AllocMap(int index) => CmdqvOffset.CmdqAllocMap + (4 * Number(index));

    private int Page0(int index, int register) => CmdqvOffset.VcmdqPage0Base + (Number(index) * CmdqvOffset.VcmdqStride) + register;

    private int Page1(int index, int register) => CmdqvOffset.VcmdqPage1Base + (Number(index) * CmdqvOffset.VcmdqStride) + register;

    private int SidMatch(int slot) => Own + VintfOffset.SidMatch + (4 * slot);

    private int SidReplace(int slot) => Own + VintfOffset.SidReplace + (4 * slot);
}
