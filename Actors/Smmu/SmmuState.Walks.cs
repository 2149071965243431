using System.Diagnostics;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using TranslationPath = ActorIommu.Messages.History.TranslationPath;

namespace ActorIommu.Actors.Smmu;

/// <content>Walks in flight, and what they bring to who asked.</content>
internal sealed partial class SmmuState<TRequester>
{
    private const int SlowestRead = 24;

    // By slot; a slot is used again and again, so that a DMA allocates nothing here.
    private OpenWalk[] _walks = [];

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
}
