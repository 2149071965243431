using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>What one step of consumption came to.</summary>
internal enum CommandStep
{
    /// <summary>There is nothing to consume now.</summary>
    Nothing,

    /// <summary>The queue stopped at a command that is illegal or could not be read.</summary>
    Error,

    /// <summary>A command was consumed and is to take effect.</summary>
    TakeEffect,

    /// <summary>A CMD_SYNC is next: it completes when the walks before it are drained.</summary>
    Sync,
}

/// <summary>
/// The command queue, the CMD_SYNC that waits (IHI 0070 4.7.3), and who wants to know when it is idle. It outlives the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach the SMMU and the producers.</typeparam>
internal sealed class CommandQueueState<TRequester>(CommandQueue queue, IPhysicalMemory memory, SmmuCapabilities capabilities)
{
    private readonly List<(RequestId Request, TRequester Requester)> _waiters = [];
    private Command? _sync;
    private DrainTicket _ticket;
    private bool _drainIsOpen;
    private bool _isDirty;
    private ConfigureCommandQueue? _deferred;

    /// <summary>The global error of a command that stopped the queue (7.1).</summary>
    public static Gerror Stopped => default(Gerror) with { CmdqErr = true };

    /// <summary>The SMMU, once it has attached itself.</summary>
    public TRequester? Smmu { get; set; }

    /// <summary>A message to consume the next command is on its way.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>True if a command can be consumed now.</summary>
    public bool HasWork => queue.CanFetch && _sync is null;

    /// <summary>Fetches the next command and consumes it, unless it is a CMD_SYNC.</summary>
    public CommandStep Step(out Command command)
    {
        command = default;
        if (!HasWork) return CommandStep.Nothing;
        Span<ulong> entry = stackalloc ulong[2];
        _isDirty = true;
        if (!memory.TryRead(queue.FetchAddress, entry))
        {
            queue.FetchAborted();
            return CommandStep.Error;
        }

        command = Command.Read(entry);
        if (queue.Fetched(command) != CommandError.None) return CommandStep.Error;
        if (command.Opcode == CommandOpcode.Sync)
        {
            // A drain that was asked for before vouches for nothing that was consumed since: this one needs its own.
            (_sync, _drainIsOpen) = (command, false);
            return CommandStep.Sync;
        }

        queue.Consumed();
        return CommandStep.TakeEffect;
    }

    /// <summary>A new question to the SMMU about the walks in flight; the answers to older ones no longer count.</summary>
    public DrainWalks OpenDrain()
    {
        _ticket = new DrainTicket(_ticket.Value + 1);
        _drainIsOpen = true;
        _isDirty = false;
        return new DrainWalks(_ticket);
    }

    /// <summary>The SMMU answered: the waiting CMD_SYNC, if there is one, is complete and CONS passes it.</summary>
    /// <returns>The CMD_SYNC to signal.</returns>
    public Command? Drained(DrainTicket ticket)
    {
        if (ticket != _ticket) return null;
        _drainIsOpen = false;
        var sync = _sync;
        if (sync is null) return null;
        _sync = null;
        queue.Consumed();
        return sync.Value.CS == SyncSignal.Irq ? sync : null;
    }

    /// <summary>
    /// True if a drain has to be asked for: again after a restart, or because somebody waits for the effects of what was consumed.
    /// </summary>
    public bool NeedsDrain => !_drainIsOpen && (_sync is not null || (_waiters.Count > 0 && _isDirty && !HasWork));

    /// <summary>After a restart: the answer to an open drain may be lost with the message that failed.</summary>
    public void ForgetDrain() => _drainIsOpen = false;

    public void AwaitIdle(RequestId request, TRequester requester) => _waiters.Add((request, requester));

    /// <summary>Takes somebody who waits for an idle queue, if it is idle.</summary>
    public bool TryTakeIdle(out CommandQueueIdle idle, out TRequester requester)
    {
        (idle, requester) = (null!, default!);
        if (_waiters.Count == 0 || HasWork || _sync is not null || _isDirty || _drainIsOpen) return false;
        (idle, requester) = (new CommandQueueIdle(_waiters[0].Request, new CmdqCons(queue.ConsumerRegister)), _waiters[0].Requester);
        _waiters.RemoveAt(0);
        return true;
    }

    /// <summary>CR0.CMDQEN is to change: at once, or when the waiting CMD_SYNC is over (6.3.10: CR0ACK follows).</summary>
    public void Configure(ConfigureCommandQueue configure) => _deferred = configure;

    /// <summary>Takes a change of CMDQEN into force if nothing stands against it.</summary>
    public bool TryTakeConfigured(out QueueConfigured configured)
    {
        configured = null!;
        if (_deferred is null || _sync is not null) return false;
        queue.Configure(_deferred.Base, _deferred.Enabled);
        configured = new QueueConfigured(RegisterOwner.CommandQueue, _deferred.Enabled);
        _deferred = null;
        return true;
    }

    public void AcknowledgeError() => queue.AcknowledgeError();

    /// <summary>Where the interrupt of a CMD_SYNC goes: the wire if it names no address or MSIs are not offered.</summary>
    public MsiTarget TargetOf(in Command sync) =>
        capabilities.Idr0.MSI ? new MsiTarget(capabilities.Truncate(sync.MSIAddress), sync.MSIData) : default;

    public ulong ReadRegister(int offset, int sizeBytes) =>
        sizeBytes != 4 ? 0 : offset == RegisterOffset.CmdqProd ? queue.ProducerRegister : queue.ConsumerRegister;

    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        if (sizeBytes != 4) return;
        if (offset == RegisterOffset.CmdqProd) queue.WriteProducer((uint)value);
        else if (offset == RegisterOffset.CmdqCons) queue.WriteConsumer((uint)value);
    }
}
