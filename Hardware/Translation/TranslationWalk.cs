// Not modelled here: GPC (RME), MPAM, memory attributes.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>
/// One transaction on its way through configuration, stage 1 and stage 2 (IHI 0070 chapters 3 and 15), as a machine that
/// stops at every memory read. It touches no memory itself: <see cref="Start"/> and <see cref="Resume"/> answer with the
/// next read or with "done". Reused for many transactions; allocates nothing on a hit.
/// </summary>
internal sealed partial class TranslationWalk(TranslationUnit unit, int slot)
{
    private readonly ulong[] _structure = new ulong[8];
    private Phase _phase;
    private Transaction _transaction;
    private AccessAttributes _access;

    // The address of the transaction, and once a table is chosen what that one translates.
    private ulong _input;
    private FillTicket _ticket;
    private ulong _fetchAddress;
    private int _fetched;
    private TranslationResult _result;

    private enum Phase : byte
    {
        Idle,
        L1StreamTableDescriptor,
        StreamTableEntry,
        L1ContextDescriptor,
        ContextDescriptor,
        StageOneDescriptor,
        StageTwoDescriptor,
        StageOneUpdate,
        StageTwoUpdate,
        Done,
    }

    /// <summary>The answer, once a step said done.</summary>
    public ref TranslationResult Result => ref _result;

    /// <summary>Index among the walks of its SMMU.</summary>
    public int Slot => slot;

    /// <summary>When it began, among the walks and releases of its SMMU; 0 while it is idle.</summary>
    public long Begun { get; set; }

    /// <summary>Slot of the next of the idle walks.</summary>
    public int NextIdle { get; set; }

    /// <summary>What the transaction was called when it stalled, if it is retried.</summary>
    public StallId? Retried { get; set; }

    /// <summary>The epoch it started in.</summary>
    public FillTicket Ticket => _ticket;

    /// <summary>The transaction that it translates.</summary>
    public ref readonly Transaction Transaction => ref _transaction;

    // Most transactions have the configuration of the one before: a reference that is there is not stored again, which would cost the
    // garbage collector's barrier each time.
    private ConfigCache.Line? Line
    {
        get;
        set
        {
            if (field != value) field = value;
        }
    }

    private ContextConfiguration? Context
    {
        get;
        set
        {
            if (field != value) field = value;
        }
    }

    private StreamConfiguration Stream => Line!.Stream;

    /// <summary>Begins to translate.</summary>
    public WalkStep Start(in Transaction transaction, bool isSpeculative = false)
    {
        _transaction = transaction;
        _input = transaction.Address.Value;
        IsSpeculative = isSpeculative;
        _stageTwoRefusesWrites = false;
        _access = transaction.Access;
        if (_access.IsWrite) _access = _access with { IsInstruction = false };
        _ticket = unit.Invalidations.Now;
        if (transaction.Kind != TransactionKind.Untranslated && EndsBeforeConfiguration()) return WalkStep.Done;
        if (!unit.Enabled) return BypassDisabledSmmu();
        Line = unit.Configurations.Get(transaction.Stream);
        return Line is not null ? UseStream() : FetchStream();
    }

    /// <summary>Goes on with the doubleword that the last step found.</summary>
    public WalkStep Resume(ulong data) => _phase switch
    {
        Phase.L1StreamTableDescriptor => UseFetchedL1StreamTableDescriptor(new L1StreamTableDescriptor(data)),
        Phase.StreamTableEntry => CollectStructure(data),
        Phase.L1ContextDescriptor => UseFetchedL1ContextDescriptor(new L1ContextDescriptor(data)),
        Phase.ContextDescriptor => CollectStructure(data),
        Phase.StageOneDescriptor => UseStageOneDescriptor(new Descriptor(data)),
        Phase.StageTwoDescriptor => UseStageTwoDescriptor(new Descriptor(data)),
        Phase.StageOneUpdate => UseStageOneUpdate(data),
        Phase.StageTwoUpdate => UseStageTwoUpdate(data),
        _ => throw new InvalidOperationException("The walk waits for no data."),
    };

    /// <summary>Goes on after an external abort of what the last step asked for (7.3.4, 7.3.10, 7.3.12).</summary>
    public WalkStep ResumeWithAbort()
    {
        // 7.3.4: FetchAddr[55:OAS] is RES0.
        var address = new Pa((_fetchAddress + (8 * (ulong)_fetched)) & Low(unit.Capabilities.OutputAddressBits));
        return _phase switch
        {
            Phase.L1StreamTableDescriptor or Phase.StreamTableEntry =>
                Terminate(StructureEvent(EventId.FSteFetch) with { FetchAddr = address }),
            Phase.L1ContextDescriptor or Phase.ContextDescriptor =>
                Terminate(StructureEvent(EventId.FCdFetch) with { FetchAddr = address }),
            Phase.StageOneDescriptor or Phase.StageOneUpdate =>
                Terminate(AccessEvent(EventId.FWalkEabt) with { CLASS = EventClass.TT, FetchAddr = address }),
            Phase.StageTwoDescriptor or Phase.StageTwoUpdate =>
                Terminate(AccessEvent(EventId.FWalkEabt) with { S2 = true, CLASS = StageTwoClass, FetchAddr = address }),
            _ => throw new InvalidOperationException("The walk waits for no data."),
        };
    }

    private WalkStep Read(Phase phase, FetchKind kind, ulong address)
    {
        _phase = phase;
        _fetchAddress = address;
        _fetched = 0;
        return new WalkStep(kind, new Pa(address));
    }

    // 3.21.3: a structure is read doubleword by doubleword; nothing larger is atomic.
    private WalkStep CollectStructure(ulong data)
    {
        _structure[_fetched++] = data;
        if (_fetched < _structure.Length)
        {
            var kind = _phase == Phase.StreamTableEntry ? FetchKind.StreamTableEntry : FetchKind.ContextDescriptor;
            return new WalkStep(kind, new Pa(_fetchAddress + (8 * (ulong)_fetched)));
        }

        return _phase == Phase.StreamTableEntry ? UseStreamTableEntry() : UseContextDescriptor();
    }

    // 3.4, 6.3.14: GBPA says whether a disabled SMMU aborts; an address beyond OAS aborts without a record either way.
    private WalkStep BypassDisabledSmmu() =>
        unit.Gbpa.ABORT || ExceedsOutputSize(_transaction.Address.Value)
            ? Finish(TranslationStatus.Aborted, TranslationPath.Disabled, default)
            : Finish(TranslationStatus.Translated, TranslationPath.Disabled, new Pa(_transaction.Address.Value));

    private bool ExceedsOutputSize(ulong address) => address >> unit.Capabilities.OutputAddressBits != 0;

    private WalkStep Finish(TranslationStatus status, TranslationPath path, Pa address)
    {
        _phase = Phase.Done;
        _result = new TranslationResult(status, path, address, false, default);
        return WalkStep.Done;
    }

    private WalkStep AbortSilently() => Finish(TranslationStatus.Aborted, TranslationPath.Configuration, default);

    private WalkStep Terminate(in EventRecord record, bool isRecorded = true, TranslationStatus status = TranslationStatus.Aborted)
    {
        if (_transaction.Kind != TransactionKind.Untranslated) return TerminateAts(record, isRecorded);
        _phase = Phase.Done;
        var path = record.Id < EventId.FWalkEabt ? TranslationPath.Configuration : TranslationPath.Walk;
        _result = new TranslationResult(status, path, default, isRecorded, isRecorded ? record : default)
        {
            MayMerge = MayMerge(record.Id),
        };
        return WalkStep.Done;
    }

    // 7.3.1: STE.MEV decides, but for the events that may come before there is an STE, which always may be merged. Stalls never are.
    private bool MayMerge(EventId id) =>
        id is EventId.FUut or EventId.CBadStreamid or EventId.FSteFetch or EventId.CBadSte || Line is { Stream.Entry.MEV: true };

    // 3.12.2: no answer; the record always is. The tag is given by who keeps the transaction.
    private WalkStep Stall(in EventRecord record)
    {
        // 3.9.1: what ATS asks for is answered, never stalled. 3.14: nor does what nobody asked for.
        if (_transaction.Kind != TransactionKind.Untranslated || IsSpeculative) return Terminate(record);
        _phase = Phase.Done;
        _result = new TranslationResult(TranslationStatus.Stalled, TranslationPath.Walk, default, true, record with { Stall = true });
        return WalkStep.Done;
    }

    // 7.3: events about configuration name the stream and the substream and nothing of the access.
    private EventRecord StructureEvent(EventId id) => default(EventRecord) with
    {
        Id = id,
        StreamID = _transaction.Stream,
        SSV = _transaction.Substream is not null,
        SubstreamID = _transaction.Substream ?? default,
    };

    // 7.3: RnW, InD and PnU are those of the transaction after the overrides of the STE; InputAddr is unmodified.
    private EventRecord AccessEvent(EventId id) => StructureEvent(id) with
    {
        RnW = !_access.IsWrite,
        InD = _access.IsInstruction,
        PnU = _access.IsPrivileged,
        InputAddr = _transaction.Address,
    };
}
