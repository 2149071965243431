using System.Diagnostics;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using TranslationPath = ActorIommu.Messages.History.TranslationPath;

namespace ActorIommu.Actors.Smmu;

/// <summary>
/// What an SMMU holds besides its core: the walks in flight and the stalled DMAs with who asked, the drains that wait for walks,
/// and the register writes that wait for a queue. It outlives the actor, so that a crash loses nothing that the hardware would keep.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class SmmuState<TRequester>(
    ISmmuCore core, IPhysicalMemory memory, WalkGranularity granularity, SmmuId id, Experiment experiment) : IEffectObserver
{
    private const int SlowestRead = 24;
    private const int SlowestUpdate = 8;
    private const int QueueShift = 32;

    private readonly IHistory _history = experiment.History;
    private readonly string _name = $"{id}";
    private readonly EventQueueId _eventQueue = new(EventQueueKind.Events, id.Value);
    private SmmuStateChanged? _state;
    private long _detected;
    private long _begun;
    private int _updateTurns;

    // By slot; a slot is used again and again, so that a DMA allocates nothing here.
    private OpenWalk[] _walks = [];
    private readonly List<OpenAccess> _accesses = [];
    private readonly List<OpenDrain> _drains = [];
    private readonly List<OpenWrite> _writes = [];

    /// <summary>Registers, caches and walks.</summary>
    public ISmmuCore Core { get; } = core;

    /// <summary>What queues and tables are in.</summary>
    public IPhysicalMemory Memory { get; } = memory;

    /// <summary>Software is to be interrupted for a global error; cleared by who did it.</summary>
    public bool OwesInterrupt { get; set; }

    /// <summary>The devices that use ATS or PRI.</summary>
    public EndpointDirectory<TRequester> Endpoints { get; } = new(core.Registers);

    /// <summary>Begins a walk that nobody asked for, if the core wants one; <see cref="Advance"/> takes it on.</summary>
    public bool TrySpeculate(out int slot)
    {
        slot = Core.TryBeginSpeculativeWalk(out var walk, out var step) ? Open(new OpenWalk { IsOpen = true, Id = walk, Step = step }) : -1;
        return slot >= 0;
    }

    /// <summary>Begins the walk that a message asks for; <see cref="Advance"/> takes it on.</summary>
    public int Begin(TranslateDma dma, TRequester requester) => Begin(dma, requester, new Transaction(
        dma.Stream, dma.Address, dma.Access, dma.Substream)
    {
        Kind = dma.IsTranslated ? TransactionKind.Translated : TransactionKind.Untranslated,
    });

    /// <inheritdoc cref="Begin(TranslateDma, TRequester)"/>
    public int Begin(RequestTranslation request, TRequester requester) => Begin(request, requester, new Transaction(
        request.Stream, request.Address, request.Access, request.Substream)
    {
        Kind = TransactionKind.TranslationRequest,
    });

    /// <inheritdoc cref="Begin(TranslateDma, TRequester)"/>
    public int Begin(RespondToPages respond, TRequester requester) => Begin(
        respond, requester, new Transaction(respond.Response.Stream, default, default) { Kind = TransactionKind.PageResponseCheck });

    /// <summary>The slot of the walk that this message, and no equal one, began.</summary>
    public int? SlotOf(IIommuProtocol cause)
    {
        var slot = Array.FindIndex(_walks, walk => ReferenceEquals(walk.Cause, cause));
        return slot < 0 ? null : slot;
    }

    /// <summary>Makes the reads that one message may make; true when the walk is done, and for a walk that is no more.</summary>
    public bool Advance(int slot)
    {
        ref var walk = ref _walks[slot];
        if (!walk.IsOpen) return true;
        if (granularity == WalkGranularity.Descriptor) return AdvanceByRead(ref walk);
        while (!walk.Step.IsDone)
        {
            var kind = walk.Step.Kind;
            walk.Step = TryAccess(walk, out var data) ? Core.Resume(walk.Id, data) : Core.ResumeWithAbort(walk.Id);
            if (granularity == WalkGranularity.Structure && (walk.Step.Kind != kind || IsDescriptor(kind))) break;
        }

        return walk.Step.IsDone;
    }

    // What was read is used one message later: the last descriptor too may be old by then.
    private bool AdvanceByRead(ref OpenWalk walk)
    {
        if (walk.TurnsLeft > 0)
        {
            walk.TurnsLeft--;
            return false;
        }

        if (walk.HasRead)
        {
            walk.Step = walk.Data is { } data ? Core.Resume(walk.Id, data) : Core.ResumeWithAbort(walk.Id);
            walk.HasRead = false;
        }

        if (walk.Step.IsDone) return true;
        walk.Data = TryAccess(walk, out var read) ? read : null;
        (walk.HasRead, walk.TurnsLeft) = (true, Core.Implementation.Choices.Choose(Freedom.SlowRead, SlowestRead));
        return false;
    }

    /// <summary>
    /// Takes the answer of a walk that is done; false if it was taken before, or if nobody asked for it. A DMA that stalled stays here
    /// until <see cref="TryTakeTerminated"/> or <see cref="TryBeginRetry"/> takes it.
    /// </summary>
    /// <param name="slot">Of the walk.</param>
    /// <param name="answer">For the device; null if it stalled.</param>
    /// <param name="device">Who asked.</param>
    /// <param name="record">For the event queue, before the answer leaves; null if nothing is to be recorded.</param>
    public bool TryFinish(int slot, out IIommuProtocol? answer, out TRequester device, out RecordEvent? record)
    {
        ref var walk = ref _walks[slot];
        (answer, device, record) = (null, walk.Requester, null);
        if (!walk.IsOpen) return false;
        ref readonly var result = ref Core.EndWalk(walk.Id);
        if (walk.Cause is not { } cause)
        {
            walk = default;
            return false;
        }

        StallId? stall = result.Status == TranslationStatus.Stalled ? result.Stall : null;
        if (result.HasEvent) record = new RecordEvent(result.Event, Detected(result.Event), stall, result.MayMerge);
        var begun = walk.Begun;
        walk = default;
        if (_retry == slot) _retry = null;
        if (stall is { } held) Park(held, (TranslateDma)cause, device);
        else answer = Answer(cause, result);
        if (answer is DmaTranslated { Outcome: DmaOutcome.Completed } through)
            _accesses.Add(new OpenAccess(begun, through.Transaction, device));
        return true;
    }

    private IIommuProtocol Answer(IIommuProtocol cause, in TranslationResult result) => cause switch
    {
        TranslateDma dma => Answer(dma, result),
        RequestTranslation request => new TranslationAnswered(request.Transaction, result.Completion),
        RespondToPages respond => new PagesAnswered(
            PageRequestQueue.Checked(respond.Response, result.Status == TranslationStatus.Translated, result.KeepsPasid)),
        _ => throw new UnreachableException($"A walk for {cause}."),
    };

    private DmaTranslated Answer(TranslateDma dma, in TranslationResult result)
    {
        var outcome = OutcomeOf(result.Status);
        if (_history.IsOn && !dma.IsTranslated) _history.Record(new DmaAnswered(id, dma.Stream, dma.Transaction, outcome, result.Address));
        return new DmaTranslated(
            dma.Transaction, outcome, result.Address, PathOf(result.Path), result.HasEvent ? result.Event.Id : default);
    }

    private int Begin(IIommuProtocol cause, TRequester requester, in Transaction transaction)
    {
        var walk = Core.BeginWalk(transaction, out var step);
        return Open(new OpenWalk { IsOpen = true, Cause = cause, Id = walk, Begun = ++_begun, Requester = requester, Step = step });
    }

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

    private bool TryAccess(in OpenWalk walk, out ulong data)
    {
        data = 0;
        return !experiment.Fires(AbortOf(walk.Step.Kind), _name) && Core.TryAccess(walk.Id, walk.Step, Memory, out data);
    }

    private static FaultSite AbortOf(FetchKind kind) => kind switch
    {
        FetchKind.L1StreamTableDescriptor or FetchKind.L1ContextDescriptor => FaultSite.LevelOneAbort,
        FetchKind.StreamTableEntry => FaultSite.StreamTableAbort,
        FetchKind.ContextDescriptor => FaultSite.ContextTableAbort,
        _ => FaultSite.DescriptorAbort,
    };

    private static TranslationPath PathOf(Hardware.Translation.TranslationPath path) => path switch
    {
        Hardware.Translation.TranslationPath.Bypass => TranslationPath.StreamBypass,
        Hardware.Translation.TranslationPath.Disabled => TranslationPath.GlobalBypass,
        _ => TranslationPath.Translated,
    };

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

    private static DmaOutcome OutcomeOf(TranslationStatus status) => status switch
    {
        TranslationStatus.Translated => DmaOutcome.Completed,
        TranslationStatus.Aborted => DmaOutcome.Aborted,
        _ => DmaOutcome.ReadZeroWriteIgnored,
    };

    private int Open(in OpenWalk walk)
    {
        var slot = walk.Id.Slot;
        if (_walks.Length <= slot) Array.Resize(ref _walks, Math.Max(4, 2 * slot));
        _walks[slot] = walk;
        return slot;
    }

    private static bool IsDescriptor(FetchKind kind) => kind is not (FetchKind.StreamTableEntry or FetchKind.ContextDescriptor);

    private struct OpenWalk
    {
        public bool IsOpen;

        // The message that began it; none if nobody asked for it.
        public IIommuProtocol? Cause;
        public WalkId Id;

        // Its number among the walks that messages began; 0 for a retry, which is as old as the transaction that had stalled.
        public long Begun;
        public TRequester Requester;
        public WalkStep Step;
        public bool HasRead;
        public int TurnsLeft;
        public ulong? Data;
    }

    private readonly record struct OpenDrain(WalkBarrier Barrier, long Begun, DrainTicket Ticket, TRequester Requester);

    private readonly record struct OpenAccess(long Begun, TransactionId Transaction, TRequester Device);

    private sealed record OpenWrite(RequestId Request, TRequester Requester, List<RegisterOwner> Waits);
}
