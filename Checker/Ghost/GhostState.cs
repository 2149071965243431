using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>
/// The world as the events tell it, kept for the oracles and thrown away with the history. Everything is reused by the next one.
/// </summary>
internal sealed partial class GhostState
{
    /// <summary>SMMUs beyond these are not followed.</summary>
    public const int MaxSmmus = 8;

    /// <summary>ATCs beyond these are not followed.</summary>
    public const int MaxAtcs = 32;

    private readonly Dictionary<OperationId, OperationState> _operations = [];
    private readonly Pool<OperationState> _operationPool = new();
    private readonly Dictionary<DomainId, DomainState> _domains = [];
    private readonly Pool<DomainState> _domainPool = new();
    private readonly Dictionary<QueueId, QueueModel> _queues = [];
    private readonly Pool<QueueModel> _queuePool = new();
    private readonly HashSet<QueueId> _ofGuests = [];
    private readonly Dictionary<(SmmuId, StreamId, TransactionId), DmaState> _dmas = [];
    private readonly List<(SmmuId Smmu, StreamId Stream)> _atcs = [];

    /// <summary>Operations by id.</summary>
    public Dictionary<OperationId, OperationState> Operations => _operations;

    /// <summary>Domains by id.</summary>
    public Dictionary<DomainId, DomainState> Domains => _domains;

    /// <summary>Command queues by id.</summary>
    public Dictionary<QueueId, QueueModel> Queues => _queues;

    /// <summary>DMAs under way.</summary>
    public Dictionary<(SmmuId Smmu, StreamId Stream, TransactionId Transaction), DmaState> Dmas => _dmas;

    /// <summary>Who has which domain.</summary>
    public AttachmentTable Attachments { get; } = new();

    /// <summary>Faults that were injected, as bits.</summary>
    public uint Injected { get; private set; }

    /// <summary>SMMUs that the driver has left to themselves: nobody promises anything of them.</summary>
    public HashSet<SmmuId> GivenUp { get; } = [];

    /// <summary>Every SMMU bears that the size of a mapping changes; null if none is known.</summary>
    public bool? SizesMayChange { get; private set; }

    /// <summary>Some SMMU is known not to do what CMD_SYNC promises: what counts is what operations promise.</summary>
    public bool LosesInvalidations { get; private set; }

    /// <summary>A new history begins.</summary>
    public void Reset()
    {
        _operations.Clear();
        _operationPool.Reset();
        _domains.Clear();
        _domainPool.Reset();
        _queues.Clear();
        _queuePool.Reset();
        _ofGuests.Clear();
        _dmas.Clear();
        _atcs.Clear();
        Attachments.Reset();
        Injected = 0;
        GivenUp.Clear();
        (SizesMayChange, LosesInvalidations) = (null, false);
        ResetVersions();
    }

    /// <summary>Takes an event in, after the oracles saw it.</summary>
    public void Apply(in StampedEvent stamped)
    {
        switch (stamped.Event)
        {
            case DescriptorWritten written: Apply(written, stamped.Sequence); break;
            case CommandWritten written: Apply(written, stamped.Sequence); break;
            case ProducerPublished published: Apply(published, stamped.Sequence); break;
            case CommandConsumed consumed: Apply(consumed); break;
            case CommandTookEffect effect: TookEffect(effect.Queue, effect.Slot); break;
            case SyncCompleted completed: Apply(completed, stamped.Sequence); break;
            case SyncReleased released: Apply(released); break;
            case CommandErrored errored: Apply(errored); break;
            case CommandErrorAcknowledged acknowledged: if (Find(acknowledged.Queue) is { } queue) queue.ErrorAt = -1; break;
            case AtcInvalidationCompleted answered: TookEffect(answered.Queue, answered.Slot); break;
            case AtcInvalidationTimedOut timedOut: Apply(timedOut); break;
            case DmaStarted started: Apply(started, stamped); break;
            case DmaStalled stalled: Apply(stalled); break;
            case DmaEnded ended: _dmas.Remove((ended.Smmu, ended.Stream, ended.Transaction)); break;
            case OperationBegan began: Apply(began, stamped); break;
            case OperationEnded ended: Apply(ended, stamped); break;
            case ConfigurationWritten written: Apply(written); break;
            default: ApplyRare(stamped.Event); break;
        }
    }

    /// <summary>The domain whose tables translate for this one: the parent of a nested one, else itself.</summary>
    public DomainId TablesOf(DomainId domain) => _domains.TryGetValue(domain, out var state) && state.Created.Parent is { } parent
        ? parent : domain;

    /// <summary>The queue; null if it was never started.</summary>
    public QueueModel? Find(QueueId queue) => _queues.GetValueOrDefault(queue);

    /// <summary>Number of a stream's ATC, -1 if it never had one.</summary>
    public int AtcOf(SmmuId smmu, StreamId stream) => _atcs.IndexOf((smmu, stream));

    private void ApplyRare(IHistoryEvent what)
    {
        switch (what)
        {
            case DeviceAdded added: Attachments.Add(added); break;
            case SmmuAdded added:
                SizesMayChange = (SizesMayChange ?? true) && added.SizesMayChange;
                LosesInvalidations |= added.LosesInvalidations;
                break;
            case DomainCreated created:
                _domains[created.Domain] = _domainPool.Take().Start(created);
                if (created.Parent is { } parent && _domains.TryGetValue(parent, out var below)) below.IsNestParent = true;
                break;
            case DomainTagged tagged when _domains.TryGetValue(tagged.Domain, out var domain):
                domain.Tags.RemoveAll(tag => tag.Smmu == tagged.Smmu);
                domain.Tags.Add(tagged);
                break;
            case AtsChanged { IsEnabled: true } ats when !_atcs.Contains((ats.Smmu, ats.Stream)) && _atcs.Count < MaxAtcs:
                _atcs.Add((ats.Smmu, ats.Stream));
                break;
            case HardwareQueueGiven given: _ofGuests.Add(given.Queue); break;
            case CommandQueueStarted started: Apply(started); break;
            case CommandQueueStopped stopped: if (Find(stopped.Queue) is { } still) still.IsStopped = true; break;
            case CommandQueueReleased released: if (Find(released.Queue) is { } queue) queue.IsReleased = true; break;
            case SmmuGivenUp given: GivenUp.Add(given.Smmu); break;
            case FaultInjected injected: Injected |= 1U << (int)injected.Site; break;
        }
    }

    private void Apply(DmaStarted started, in StampedEvent stamped) => _dmas[(started.Smmu, started.Stream, started.Transaction)] =
        new DmaState { Started = started, StartedAt = stamped.Sequence, StartedTime = stamped.Time };

    private void Apply(DmaStalled stalled)
    {
        if (!_dmas.TryGetValue((stalled.Smmu, stalled.Stream, stalled.Transaction), out var dma)) return;
        dma.IsStalled = true;
        _dmas[(stalled.Smmu, stalled.Stream, stalled.Transaction)] = dma;
    }

    private void Apply(OperationBegan began, in StampedEvent stamped)
    {
        _operations[began.Operation] = _operationPool.Take().Start(began, stamped);
        Attachments.Began(began, stamped.Sequence);
    }

    private void Apply(OperationEnded ended, in StampedEvent stamped)
    {
        if (!_operations.TryGetValue(ended.Operation, out var operation)) return;
        operation.End(ended, stamped);
        var began = operation.Began;
        var done = ended.Status != OperationStatus.Failed;
        Attachments.Ended(began, done, stamped.Sequence);
        if (!done) return;
        if (began.Kind is OperationKind.Attach or OperationKind.Replace && began.Device is { } device) Hold(began.Domain,
            Attachments.SmmusOf(device));
        if (!_domains.TryGetValue(began.Domain, out var domain)) return;
        if (began.Kind == OperationKind.Unmap) Unmapped(domain, operation);
        if (began.Kind == OperationKind.Flush && ended.Status == OperationStatus.Success) Flushed(domain, operation, stamped);
    }

    // A flush keeps the promises of what ended before it began.
    private static void Flushed(DomainState domain, OperationState flush, in StampedEvent stamped)
    {
        for (var index = domain.Deferred.Count - 1; index >= 0; index--)
        {
            var unmap = domain.Deferred[index];
            if (unmap.EndedAt > flush.BeganAt) continue;
            (unmap.PromisedAt, unmap.PromisedTime) = (stamped.Sequence, stamped.Time);
            domain.Deferred.RemoveAt(index);
        }
    }

    // From the first store for a new attachment on, the SMMU may walk the domain's tables.
    private void Apply(ConfigurationWritten written)
    {
        if (_operations.TryGetValue(written.Operation, out var operation)
            && operation.Began.Kind is OperationKind.Attach or OperationKind.Replace)
            Hold(operation.Began.Domain, 1UL << written.Smmu.Value);
    }

    private void Hold(DomainId id, ulong smmus)
    {
        if (_domains.TryGetValue(TablesOf(id), out var domain)) domain.Holds |= smmus;
    }
}

/// <summary>Objects that are used again in the next history.</summary>
internal sealed class Pool<T>
    where T : class, new()
{
    private readonly List<T> _items = [];
    private int _used;

    /// <summary>How many are in use.</summary>
    public int Used => _used;

    /// <summary>One that is in use.</summary>
    public T this[int index] => _items[index];

    /// <summary>None is in use.</summary>
    public void Reset() => _used = 0;

    /// <summary>One more; as its last user left it.</summary>
    public T Take()
    {
        if (_used == _items.Count) _items.Add(new T());
        return _items[_used++];
    }
}
