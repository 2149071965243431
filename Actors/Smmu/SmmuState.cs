using ActorIommu.Actors.Machine;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Smmu;

/// <summary>
/// What an SMMU holds besides its core: the walks in flight and the stalled DMAs with who asked, the drains that wait for walks,
/// and the register writes that wait for a queue. It outlives the actor, so that a crash loses nothing that the hardware would keep.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class SmmuState<TRequester>(
    ISmmuCore core, IPhysicalMemory memory, WalkGranularity granularity, SmmuId id, Experiment experiment) : IEffectObserver
{
    private const int QueueShift = 32;

    private readonly IHistory _history = experiment.History;
    private readonly string _name = $"{id}";
    private readonly EventQueueId _eventQueue = new(EventQueueKind.Events, id.Value);
    private long _detected;
    private long _begun;
    private readonly List<OpenAccess> _accesses = [];
    private readonly List<OpenDrain> _drains = [];

    /// <summary>Registers, caches and walks.</summary>
    public ISmmuCore Core { get; } = core;

    /// <summary>What queues and tables are in.</summary>
    public IPhysicalMemory Memory { get; } = memory;

    /// <summary>Software is to be interrupted for a global error; cleared by who did it.</summary>
    public bool OwesInterrupt { get; set; }

    /// <summary>The devices that use ATS or PRI.</summary>
    public EndpointDirectory<TRequester> Endpoints { get; } = new(core.Registers);

    /// <summary>The device made an access that was let through: it is no longer in progress (4.7.3).</summary>
    public void Retire(TransactionId transaction, TRequester device)
    {
        for (var index = 0; index < _accesses.Count; index++)
        {
            var access = _accesses[index];
            if (access.Transaction != transaction || !EqualityComparer<TRequester>.Default.Equals(access.Device, device)) continue;
            _accesses.RemoveAt(index);
            return;
        }
    }

    /// <summary>A command takes effect on the caches, now or later.</summary>
    public void TakeEffect(TakeEffect effect) =>
        Core.Execute(effect.Command, new EffectReceipt(_history.IsOn ? this : null, ((long)effect.Queue << QueueShift) | effect.Slot));

    /// <summary>The command of this slot took effect, at the instant of the call.</summary>
    void IEffectObserver.TookEffect(long tag) =>
        _history.Record(new CommandTookEffect(new QueueId(id, (int)(tag >> QueueShift)), (uint)tag));

    private DetectedEventId Detected(in EventRecord record)
    {
        var detected = new DetectedEventId(((long)id.Value << 48) | ++_detected);
        // That of a stall is told by the queue, once it has a place: without one the transaction is retried, and may never be told of.
        if (_history.IsOn && !record.Stall)
            _history.Record(new EventDetected(detected, _eventQueue, record.Id, record.StreamID, IsStall: false));
        return detected;
    }

    /// <summary>
    /// Notes a drain; it is taken by <see cref="TryTakeDrained"/> once every walk that is in flight now, and the access after it, has
    /// ended.
    /// </summary>
    public void AwaitDrain(DrainTicket ticket, TRequester requester) =>
        _drains.Add(new OpenDrain(Core.Barrier(), _begun, ticket, requester));

    /// <summary>Takes a drain whose walks have ended, oldest first.</summary>
    public bool TryTakeDrained(out DrainTicket ticket, out TRequester requester)
    {
        if (_drains.Count == 0 || !IsDrained(_drains[0]))
        {
            (ticket, requester) = (default, default!);
            return false;
        }

        (_, _, ticket, requester) = _drains[0];
        _drains.RemoveAt(0);
        return true;
    }

    private bool IsDrained(in OpenDrain drain)
    {
        if (!Core.IsDrained(drain.Barrier)) return false;
        foreach (var access in _accesses)
        {
            if (access.Begun <= drain.Begun) return false;
        }

        return true;
    }

    private readonly record struct OpenDrain(WalkBarrier Barrier, long Begun, DrainTicket Ticket, TRequester Requester);

    private readonly record struct OpenAccess(long Begun, TransactionId Transaction, TRequester Device);
}
