using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.CommandQueues;

/// <summary>One VCMDQ: consumed as the CMDQ is, with registers in the CMDQV unit. It is number 1 and up of its SMMU.</summary>
internal sealed class VirtualQueue<TRequester>(
    Vcmdq queue, VcmdqConsumer consumer, IPhysicalMemory memory, SmmuCapabilities capabilities, QueueId id, Experiment experiment)
    : CommandConsumption<TRequester>(consumer, memory, capabilities, id, experiment)
{
    private readonly VcmdqConsumer _consumer = consumer;
    private bool _isEnabled;
    private bool _hasError;

    /// <summary>What its errors ask of the unit.</summary>
    public CmdqvEffects TakeOwed() => _consumer.TakeOwed();

    /// <summary>A register was written: the queue may run now, or no longer, or go on after an error.</summary>
    public void Written()
    {
        if (queue.IsEnabled && !_isEnabled) Started(queue.Log2Size);
        if (!queue.IsEnabled && _isEnabled) Stopped();
        if (_hasError && !queue.ActiveErrors.CmdqErr) Acknowledged();
        (_isEnabled, _hasError) = (queue.IsEnabled, queue.ActiveErrors.CmdqErr);
    }
}

/// <summary>The CMDQV unit beside one SMMU, and the consumption of its queues. It outlives the actor.</summary>
/// <typeparam name="TRequester">How to reach the SMMU.</typeparam>
internal sealed class CmdqvState<TRequester>
{
    private readonly CmdqvBlock _block;
    private readonly SmmuId _smmu;

    public CmdqvState(
        CmdqvBlock block, IPhysicalMemory memory, SmmuCapabilities capabilities, TRequester smmu, SmmuId id, Experiment experiment)
    {
        (_block, _smmu) = (block, id);
        Queues =
        [
            .. block.Queues.Select(queue => new VirtualQueue<TRequester>(
                queue, new VcmdqConsumer(block, queue), memory, capabilities, new QueueId(id, queue.Index + 1), experiment)
            {
                Smmu = smmu,
            }),
        ];
    }

    /// <summary>The queues, by their number less one.</summary>
    public IReadOnlyList<VirtualQueue<TRequester>> Queues { get; }

    /// <summary>A CMD_SYNC of the command queue is about to complete.</summary>
    public void SyncElsewhere() => _block.SyncElsewhere();

    /// <summary>The queue that a ticket is of.</summary>
    public VirtualQueue<TRequester> QueueOf(long ticket) => Queues[QueueTickets.IndexOf(ticket) - 1];

    /// <summary>Reads a register.</summary>
    public ulong Read(ReadCmdqvRegister read) => _block.Read(read.Offset, read.SizeBytes);

    /// <summary>Writes a register; the interrupt that it causes, if any.</summary>
    public RaiseInterrupt? Write(WriteCmdqvRegister write)
    {
        var effects = _block.Write(write.Offset, write.SizeBytes, write.Value);
        foreach (var queue in Queues) queue.Written();
        return InterruptOf(effects);
    }

    /// <summary>The interrupt that a queue caused since the last call, if any.</summary>
    public RaiseInterrupt? TakeInterrupt(VirtualQueue<TRequester> queue)
    {
        queue.Written();
        return InterruptOf(queue.TakeOwed());
    }

    private RaiseInterrupt? InterruptOf(CmdqvEffects effects) =>
        effects.HasFlag(CmdqvEffects.Interrupt) ? new RaiseInterrupt(_smmu, InterruptSource.VirtualQueues) : null;
}
