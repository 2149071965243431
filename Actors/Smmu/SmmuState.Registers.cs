using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Smmu;

/// <content>Registers, and the writes that take effect later or wait for a queue.</content>
internal sealed partial class SmmuState<TRequester>
{
    private const int SlowestUpdate = 8;

    private readonly List<OpenWrite> _writes = [];
    private SmmuStateChanged? _state;
    private int _updateTurns;

    /// <summary>
    /// Writes a register of the core; answers what the queues have to do. What has an acknowledgement may take effect later (6.3.9):
    /// then <see cref="IsUpdating"/>, and <see cref="TryUpdate"/> has to be called until it is done.
    /// </summary>
    public RegisterEffects WriteRegister(WriteRegister write)
    {
        var effects = Core.WriteRegister(write.Offset, write.SizeBytes, write.Value, updatesLater: true);
        _updateTurns = IsUpdating ? Core.Implementation.Choices.Choose(Freedom.LateAcknowledge, SlowestUpdate) : 0;
        return _updateTurns == 0 ? effects | CompleteUpdates() : effects;
    }

    /// <summary>Something that was written is not in force yet.</summary>
    public bool IsUpdating => Core.Registers.IsUpdating;

    /// <summary>A turn passes; true if what was written is in force after it.</summary>
    public bool TryUpdate(out RegisterEffects effects)
    {
        effects = --_updateTurns > 0 ? RegisterEffects.None : CompleteUpdates();
        return !IsUpdating;
    }

    private RegisterEffects CompleteUpdates()
    {
        var effects = Core.CompleteUpdates();
        var state = new SmmuStateChanged(id, Core.Registers.Cr0Ack.SMMUEN, !Core.Registers.Gbpa.ABORT);
        if (_history.IsOn && state != _state) _history.Record(_state = state);
        return effects;
    }

    /// <summary>Notes a register write that is in force when the queues that it changed say so.</summary>
    public void AwaitQueues(RequestId request, TRequester requester, RegisterEffects effects)
    {
        var owners = new List<RegisterOwner>();
        if (effects.HasFlag(RegisterEffects.CommandQueueEnable)) owners.Add(RegisterOwner.CommandQueue);
        if (ChangesEventQueue(effects)) owners.Add(RegisterOwner.EventQueue);
        if (ChangesPageRequestQueue(effects)) owners.Add(RegisterOwner.PageRequestQueue);
        _writes.Add(new OpenWrite(request, requester, owners));
    }

    /// <summary>A queue answered: CR0ACK shows it, and the oldest write that waited for this queue waits no more.</summary>
    public void QueueConfigured(QueueConfigured configured)
    {
        var (mask, value) = configured.Owner switch
        {
            RegisterOwner.CommandQueue => (default(Cr0) with { CMDQEN = true }, default(Cr0) with { CMDQEN = configured.Enabled }),
            RegisterOwner.PageRequestQueue => (default(Cr0) with { PRIQEN = true }, default(Cr0) with { PRIQEN = configured.Enabled }),
            _ => (default(Cr0) with { EVENTQEN = true }, default(Cr0) with { EVENTQEN = configured.Enabled }),
        };
        Core.Registers.Acknowledge(mask, value);
        _writes.Find(write => write.Waits.Contains(configured.Owner))?.Waits.Remove(configured.Owner);
    }

    /// <summary>Takes a register write that waits for nothing.</summary>
    public bool TryTakeWritten(out RequestId request, out TRequester requester)
    {
        var index = _writes.FindIndex(write => write.Waits.Count == 0);
        (request, requester) = index < 0 ? (default, default!) : (_writes[index].Request, _writes[index].Requester);
        if (index >= 0) _writes.RemoveAt(index);
        return index >= 0;
    }

    /// <summary>Activates global errors, and notes whether software is to be interrupted for them.</summary>
    public void Raise(Gerror errors)
    {
        if (Core.Registers.Raise(errors)) OwesInterrupt = true;
    }

    /// <summary>What the queues have to hear of a register write.</summary>
    public IEnumerable<(RegisterOwner Queue, IIommuProtocol Message)> MessagesFor(RegisterEffects effects)
    {
        var (registers, cr0, irqs) = (Core.Registers, Core.Registers.Cr0InForce, Core.Registers.IrqCtrlAck);
        if (effects.HasFlag(RegisterEffects.CommandQueueEnable))
            yield return (RegisterOwner.CommandQueue, new ConfigureCommandQueue(registers.CmdqBase, cr0.CMDQEN));
        if (effects.HasFlag(RegisterEffects.CommandErrorAcknowledged))
            yield return (RegisterOwner.CommandQueue, AcknowledgeCommandError.Instance);
        if (effects.HasFlag(RegisterEffects.EventQueueAbortAcknowledged))
            yield return (RegisterOwner.EventQueue, AcknowledgeEventAbort.Instance);
        if (effects.HasFlag(RegisterEffects.PageRequestQueueAbortAcknowledged))
            yield return (RegisterOwner.PageRequestQueue, AcknowledgePageRequestAbort.Instance);
        if (ChangesPageRequestQueue(effects))
        {
            yield return (RegisterOwner.PageRequestQueue, new ConfigurePageRequestQueue(
                registers.PriqBase, cr0.PRIQEN, cr0.SMMUEN, irqs.PriqIrqen, registers.PriqLastOnly, registers.PriqMsi));
        }

        if (ChangesEventQueue(effects))
        {
            yield return (RegisterOwner.EventQueue, new ConfigureEventQueue(
                registers.EventqBase, cr0.EVENTQEN, irqs.EventqIrqen, registers.EventqMsi));
        }
    }

    private static bool ChangesPageRequestQueue(RegisterEffects effects) =>
        effects.HasFlag(RegisterEffects.PageRequestQueueEnable) || effects.HasFlag(RegisterEffects.PageRequestInterrupt);

    private static bool ChangesEventQueue(RegisterEffects effects) =>
        effects.HasFlag(RegisterEffects.EventQueueEnable) || effects.HasFlag(RegisterEffects.EventInterrupt);

    private sealed record OpenWrite(RequestId Request, TRequester Requester, List<RegisterOwner> Waits);
}
