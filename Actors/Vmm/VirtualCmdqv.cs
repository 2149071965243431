// Not modelled: a guest that leaves a queue half programmed: without a base, or with a base that is not its memory, it has no queue, and
// nothing tells it so but VCMDQ_STATUS.
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <summary>
/// The CMDQV unit that a guest sees: one virtual interface, which the guest does not own, with its VCMDQs. What traps is registers of its
/// own, but for the queues: where the guest has programmed one, the host is asked for it. It outlives the actor.
/// </summary>
/// <param name="description">Of the virtual SMMU.</param>
/// <param name="queues">What the guest has.</param>
/// <param name="thread">Does its jobs.</param>
internal sealed class VirtualCmdqv(VirtualSmmuDescription description, VirtualQueues queues, HostThread thread)
{
    private const int CommandShift = 4;

    private readonly CmdqvBlock _registers = new(new CmdqvParameters(queues.Log2, 0, 0), description.Capabilities);
    private readonly SortedSet<int> _there = [];

    /// <summary>What a trapped access does; the last action is the answer to who made it.</summary>
    public IEnumerable<HostAction> Access(ICmdqvRequest access) => access switch
    {
        ReadCmdqvRegister read => Read(read),
        WriteCmdqvRegister write => Write(write),
        _ => [],
    };

    /// <summary>The guest does not run any more: its queues go.</summary>
    public IEnumerable<HostAction> End()
    {
        foreach (var queue in _there.Reverse().ToArray())
        {
            yield return HostAction.Request(new DestroyHardwareQueue(description.Viommus[0], thread.Ticket, queue));
            _there.Remove(queue);
        }
    }

    // Which queues stand with an error hardware alone knows: the guest acknowledges there.
    private IEnumerable<HostAction> Read(ReadCmdqvRegister read)
    {
        var value = _registers.Read(read.Offset, read.SizeBytes);
        if (read.Offset is CmdqvOffset.VintfErrMap or CmdqvOffset.VintfBase + VintfOffset.LvcmdqErrMap64)
        {
            foreach (var queue in _there.ToArray())
            {
                yield return HostAction.ReadCmdqv(Page0(queue, VcmdqPage0Offset.Gerror));
                var raised = thread.Value;
                yield return HostAction.ReadCmdqv(Page0(queue, VcmdqPage0Offset.Gerrorn));
                if (raised != thread.Value) value |= read.Offset == CmdqvOffset.VintfErrMap ? 1 : 1UL << queue;
            }
        }

        yield return HostAction.Report(new RegisterRead(read.Request, value));
    }

    private IEnumerable<HostAction> Write(WriteCmdqvRegister write)
    {
        // HYP_OWN is wired to 0.
        var isConfig = write.Offset == CmdqvOffset.VintfBase + VintfOffset.Config;
        var value = isConfig ? (new VintfConfig((uint)write.Value) with { HypOwn = false }).Raw : write.Value;
        _registers.Write(write.Offset, write.SizeBytes, value);
        // They go in descending order and come in ascending order, so those above one that goes go along, and come back.
        var first = _there.FirstOrDefault(queue => !IsProgrammed(queue) || IsBase(queue, write.Offset), int.MaxValue);
        foreach (var queue in _there.Where(queue => queue >= first).Reverse().ToArray())
        {
            yield return HostAction.Request(new DestroyHardwareQueue(description.Viommus[0], thread.Ticket, queue));
            _there.Remove(queue);
            // A base that the guest wrote before it took the queue down is not one for later.
            if (!IsProgrammed(queue)) _registers.Write(Page1(queue), 8, 0);
        }

        foreach (var queue in Enumerable.Range(0, 1 << queues.Log2).Where(queue => !_there.Contains(queue) && IsProgrammed(queue)))
        {
            var (place, bytes) = (BaseOf(queue), 1UL << (BaseOf(queue).LOG2SIZE + CommandShift));
            yield return HostAction.Request(
                new AllocateHardwareQueue(description.Viommus[0], thread.Ticket, queue, new Ipa(place.ADDR), bytes));
            if (((HardwareQueueReady)thread.Answer!).Result != HostResult.Ok) continue;
            _there.Add(queue);
            var name = new QueueId(description.Id, queue + 1);
            if (description.History.IsOn)
                description.History.Record(new GuestQueueMapped(description.Guest, name, description.Viommus[0], queue));
        }

        yield return HostAction.Report(new RegisterWritten(write.Request));
    }

    private bool IsProgrammed(int queue) => _registers.Queues[queue].Owner is { IsEnabled: true } && BaseOf(queue).ADDR != 0;

    private VcmdqBase BaseOf(int queue) => new(_registers.Read(Page1(queue), 8));

    private static bool IsBase(int queue, int offset) => (offset & ~7) == Page1(queue);

    private static int Page1(int queue) => CmdqvOffset.VcmdqPage1Base + (queue * CmdqvOffset.VcmdqStride) + VcmdqPage1Offset.Base;

    private int Page0(int queue, int register) => queues.Page0 + (queue * CmdqvOffset.VcmdqStride) + register;
}
