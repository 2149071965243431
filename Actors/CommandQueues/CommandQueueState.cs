using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>The command queue of an SMMU with its registers. It outlives the actor.</summary>
/// <typeparam name="TRequester">How to reach the SMMU and the producers.</typeparam>
internal sealed class CommandQueueState<TRequester>(
    CommandQueue queue, IPhysicalMemory memory, SmmuCapabilities capabilities, QueueId id, Experiment experiment, IChoices? choices = null)
    : CommandConsumption<TRequester>(queue, memory, capabilities, id, experiment)
{
    private readonly CommandQueue _queue = queue;
    private readonly SmmuCapabilities _capabilities = capabilities;
    private readonly IChoices _choices = choices ?? CalmChoices.Instance;
    private readonly Queue<ConfigureCommandQueue> _deferred = [];
    private bool _unitIsAsked;
    private bool _unitHasAnswered;

    /// <summary>The CMDQV unit beside it, if there is one: it is to know of a CMD_SYNC before that completes.</summary>
    public TRequester? Unit { get; set; }

    /// <summary>True if the unit is to be told of a CMD_SYNC now.</summary>
    public bool TryAskUnit()
    {
        if (Unit is null || !IsSyncReady || _unitIsAsked) return false;
        return _unitIsAsked = true;
    }

    /// <summary>The unit has answered.</summary>
    public void UnitAnswered() => _unitHasAnswered = _unitIsAsked;

    /// <inheritdoc/>
    protected override bool TryLetSyncEnd()
    {
        if (Unit is not null && !_unitHasAnswered) return false;
        (_unitIsAsked, _unitHasAnswered) = (false, false);
        return true;
    }

    /// <summary>The global error of a command that stopped the queue (7.1).</summary>
    public static Gerror Error => default(Gerror) with { CmdqErr = true };

    /// <summary>The CMD_SYNC that CONS has passed and that is still to be signalled, by who then sets it to null.</summary>
    public Command? Unsignalled { get; set; }

    /// <summary>True if CONS is to pass this CMD_SYNC before it is signalled (Freedom.SyncSignalOrder).</summary>
    public bool SignalsAfterIndex(in Command sync) => sync.CS != SyncSignal.None && _choices.Choose(Freedom.SyncSignalOrder, 2) == 1;

    /// <summary>True if an event to the CPUs signals a CMD_SYNC (4.7.3: only where IDR0.SEV offers it).</summary>
    public bool WakesUp(in Command sync) => sync.CS == SyncSignal.Sev && _capabilities.Idr0.SEV;

    /// <summary>Where the interrupt of a CMD_SYNC goes: the wire if it names no address or MSIs are not offered.</summary>
    public MsiTarget TargetOf(in Command sync) =>
        _capabilities.Idr0.MSI ? new MsiTarget(_capabilities.Truncate(sync.MSIAddress), sync.MSIData) : default;

    /// <summary>CR0.CMDQEN is to change: at once, or when the waiting CMD_SYNC is over (6.3.10: CR0ACK follows).</summary>
    public void Configure(ConfigureCommandQueue configure) => _deferred.Enqueue(configure);

    /// <summary>Takes the next change of CMDQEN into force if nothing stands against it; each is acknowledged, in order.</summary>
    public bool TryTakeConfigured(out QueueConfigured configured)
    {
        configured = null!;
        if (IsAtSync || !_deferred.TryDequeue(out var configure)) return false;
        var starts = configure.Enabled && !_queue.Enabled;
        _queue.Configure(configure.Base, configure.Enabled);
        if (starts) Started(_queue.Log2Size);
        configured = new QueueConfigured(RegisterOwner.CommandQueue, configure.Enabled);
        return true;
    }

    public void AcknowledgeError()
    {
        Acknowledged();
        _queue.AcknowledgeError();
    }

    public ulong ReadRegister(int offset, int sizeBytes) => (offset, sizeBytes) switch
    {
        (RegisterOffset.CmdqProd, 4) => _queue.ProducerRegister,
        (RegisterOffset.CmdqCons, 4) => _queue.ConsumerRegister,
        _ => 0,
    };

    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        if (sizeBytes != 4) return;
        if (offset == RegisterOffset.CmdqProd) _queue.WriteProducer((uint)value);
        else if (offset == RegisterOffset.CmdqCons) _queue.WriteConsumer((uint)value);
    }
}
