using System.Buffers.Binary;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>
/// The CMDQV unit beside the SMMU, where there is one (Linux: tegra241-cmdqv.c). VINTF 0 is the host's; others belong to viommus, which
/// program them themselves.
/// </content>
internal sealed partial class SmmuDriver
{
    private const int OwnInterface = CmdqvOffset.VintfBase;

    // Those of viommus whose errors are handled here.
    private readonly SortedDictionary<int, ViommuId> _published = [];

    // Linux: tegra241_cmdqv_hw_reset. A unit that is disabled has stopped its queues.
    private IEnumerable<HostAction> StartVirtualQueues()
    {
        if (resources.VirtualRings.IsEmpty) yield break;
        yield return HostAction.WriteCmdqv(CmdqvOffset.Config, (default(CmdqvConfig) with { CmdqvEn = true }).Raw);
        var own = default(VintfConfig) with { HypOwn = true };
        yield return HostAction.WriteCmdqv(OwnInterface + VintfOffset.Config, own.Raw);
        yield return HostAction.WriteCmdqv(OwnInterface + VintfOffset.Config, (own with { EN = true }).Raw);
        // A virtual machine does not own what it has, and the bit says so.
        yield return HostAction.ReadCmdqv(OwnInterface + VintfOffset.Config);
        var isOfGuest = new VintfConfig((uint)Thread.Value).HypOwn ? 0UL : 1;
        foreach (var ring in resources.VirtualRings)
        {
            _memory.Store(ring.IsOfGuest, isOfGuest);
            var number = ring.Index - 1;
            var place = default(CmdqvCmdqAllocMap) with { ALLOC = true, LVCMDQ = (byte)number };
            var queue = default(VcmdqBase) with { ADDR = ring.Base.Value, LOG2SIZE = (byte)ring.Log2Size };
            var position = _memory.Load(ring.Published);
            yield return HostAction.WriteCmdqv(CmdqvOffset.CmdqAllocMap + (4 * number), place.Raw);
            yield return HostAction.WriteCmdqv(ring.Page1(VcmdqPage1Offset.Base), queue.Raw, 8);
            yield return HostAction.WriteCmdqv(ring.Page0(VcmdqPage0Offset.ProdIndx), position);
            yield return HostAction.WriteCmdqv(ring.Page0(VcmdqPage0Offset.ConsIndx), position);
            yield return HostAction.WriteCmdqv(ring.Page0(VcmdqPage0Offset.Config), (default(VcmdqConfig) with { CmdqEn = true }).Raw);
        }
    }

    // Before the SMMU stops: what it is told meanwhile would be lost (Linux commit ab0dbf411ace).
    private IEnumerable<HostAction> StopVirtualQueues()
    {
        if (resources.VirtualRings.IsEmpty) yield break;
        yield return HostAction.WriteCmdqv(CmdqvOffset.Config, 0);
        foreach (var ring in History.IsOn ? resources.VirtualRings : []) History.Record(new CommandQueueReleased(ring.Queue));
    }

    /// <summary>
    /// From now on errors of a viommu's virtual interface are told to it, or are not. Errors are handled by jobs too, so none is being
    /// handled then (Linux: synchronize_irq).
    /// </summary>
    public IEnumerable<HostAction> Publish(PublishInterface request)
    {
        if (request.IsFound) _published.Add(request.Interface, request.Viommu);
        else _published.Remove(request.Interface);
        if (History.IsOn) History.Record(new InterfacePublished(smmu, request.Interface, request.IsFound));
        yield return HostAction.Report(new InterfaceWasPublished(request.Viommu, request.Request));
    }

    /// <summary>
    /// Lets each VCMDQ of its own that stopped go on, and acknowledges; those of a guest are the guest's (Linux: tegra241_cmdqv_isr,
    /// tegra241_vintf0_handle_error, tegra241_vintf_user_handle_error).
    /// </summary>
    public IEnumerable<HostAction> HandleVirtualErrors()
    {
        yield return HostAction.ReadCmdqv(CmdqvOffset.VintfErrMap);
        var interfaces = Thread.Value;
        foreach (var (other, viommu) in _published.ToArray())
        {
            if ((interfaces >> other & 1) == 0) continue;
            yield return HostAction.ReadCmdqv(OwnInterface + (other * CmdqvOffset.VintfStride) + VintfOffset.LvcmdqErrMap64, 8);
            yield return HostAction.Report(new VirtualQueuesFailed(viommu, Thread.Value));
        }

        if ((interfaces & 1) == 0) yield break;
        yield return HostAction.ReadCmdqv(OwnInterface + VintfOffset.LvcmdqErrMap64, 8);
        var map = _bugs.Has(Bug.ErrMapWrongIndex) ? BinaryPrimitives.ReverseEndianness(Thread.Value) : Thread.Value;
        foreach (var ring in resources.VirtualRings)
        {
            if ((map >> (ring.Index - 1) & 1) == 0) continue;
            yield return HostAction.ReadCmdqv(ring.Page0(VcmdqPage0Offset.Gerror));
            var raised = Thread.Value;
            yield return HostAction.ReadCmdqv(ring.Page0(VcmdqPage0Offset.ConsIndx));
            Skip(ring, new CmdqCons((uint)Thread.Value));
            yield return HostAction.WriteCmdqv(ring.Page0(VcmdqPage0Offset.Gerrorn), raised);
        }
    }
}
