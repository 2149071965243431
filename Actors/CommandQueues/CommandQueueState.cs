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
    : CommandConsumption<TRequester>(queue, memory, capabilities, id, experiment, choices)
{
    private readonly CommandQueue _queue = queue;
    private readonly Queue<ConfigureCommandQueue> _deferred = [];

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
