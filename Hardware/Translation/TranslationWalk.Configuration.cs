using System.Runtime.CompilerServices;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>From the StreamID to an STE, and from the SubstreamID to a CD (IHI 0070 3.3, 5.1 to 5.4).</content>
internal sealed partial class TranslationWalk
{
    private uint _contextIndex;

    // 3.3.1: linear or two-level lookup; the base is aligned to the size of the table (6.3.24, 6.3.25).
    private WalkStep FetchStream()
    {
        var configuration = unit.StreamTableConfiguration;
        var stream = _transaction.Stream.Value;
        var log2Size = Math.Min((int)configuration.LOG2SIZE, unit.Capabilities.StreamBits);
        if ((ulong)stream >> log2Size != 0) return BadStreamId();
        var tableBase = unit.StreamTableBase.ADDR;
        if (!IsTwoLevel) return FetchStreamTableEntry((tableBase & ~Low(log2Size + 6)) + ((ulong)stream << 6));
        if (!unit.IsCalm && unit.Configurations.TryGetL1(L1StreamEntry, out var cached))
            return UseL1StreamTableDescriptor(new L1StreamTableDescriptor(cached));
        var l1Bits = Math.Max(log2Size - Split, 0);
        return Read(
            Phase.L1StreamTableDescriptor,
            FetchKind.L1StreamTableDescriptor,
            (tableBase & ~Low(Math.Max(l1Bits + 3, 6))) + ((ulong)(stream >> Split) << 3));
    }

    private bool IsTwoLevel =>
        unit.Capabilities.Idr0.StLevel == StreamTableLevels.TwoLevel && unit.StreamTableConfiguration.FMT == StreamTableFormat.TwoLevel;

    // 6.3.25: the values of SPLIT other than 6, 8 and 10 are reserved and behave as 6.
    private int Split => unit.StreamTableConfiguration.SPLIT is 8 or 10 ? unit.StreamTableConfiguration.SPLIT : 6;

    // 7.3.3: 2^(Span-1) STEs follow; 0, a reserved value, more than the split covers or a StreamID beyond them is out of range.
    private WalkStep UseL1StreamTableDescriptor(L1StreamTableDescriptor descriptor)
    {
        var span = descriptor.Span;
        var index = _transaction.Stream.Value & (uint)Low(Split);
        if (span is 0 or > 11 || span > Split + 1 || index >> (span - 1) != 0) return BadStreamId();
        return FetchStreamTableEntry((descriptor.L2Ptr & ~Low(span + 5)) + ((ulong)index << 6));
    }

    private WalkStep FetchStreamTableEntry(ulong address) => Read(Phase.StreamTableEntry, FetchKind.StreamTableEntry, address);

    // 6.3.12, CR2.RECINVSID: without it the abort is not recorded.
    private WalkStep BadStreamId() => Terminate(StructureEvent(EventId.CBadStreamid), unit.Cr2.RECINVSID);

    private WalkStep UseStreamTableEntry()
    {
        var stream = StreamConfiguration.Decode(StreamTableEntry.Read(_structure), unit.Capabilities, unit.Cr2.E2H, unit.Caches);
        Line = (!stream.IsIllegal || CachesInvalid()) && MayFill(ConfigurationEntry.OfStream(_transaction.Stream))
            ? unit.Configurations.Fill(_transaction.Stream, stream)
            : new ConfigCache.Line(_transaction.Stream, stream);
        return UseStream();
    }

    private WalkStep UseStream()
    {
        if (Stream.IsIllegal) return IllegalStream();
        return _transaction.Kind == TransactionKind.Untranslated ? EnterStream() : UseStreamForAts();
    }

    private WalkStep EnterStream()
    {
        var stream = Stream;
        if (stream.OverridesAttributes) OverrideAttributes();
        if (stream.TranslatesStageOne) return SelectContext();
        if (stream.Config == SteConfig.Abort) return AbortSilently();
        if (_transaction.Substream is not null) return BadSubstream();
        return BypassStageOne();
    }

    // Records are made apart from the way of a hit, which would pay for the room that they take.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep IllegalStream() => Terminate(StructureEvent(EventId.CBadSte));

    // 5.2, PRIVCFG and INSTCFG; an instruction access is a read.
    private void OverrideAttributes()
    {
        ref readonly var ste = ref Stream.Entry;
        _access = _access with
        {
            IsPrivileged = ste.PRIVCFG switch
            {
                PrivilegeOverride.Unprivileged => false,
                PrivilegeOverride.Privileged => true,
                _ => _access.IsPrivileged,
            },
            IsInstruction = !_access.IsWrite && ste.INSTCFG switch
            {
                InstructionOverride.Data => false,
                InstructionOverride.Instruction => true,
                _ => _access.IsInstruction,
            },
        };
    }

    // 5.2, S1CDMax and S1DSS: which CD, if any, a transaction with or without a SubstreamID uses.
    private WalkStep SelectContext()
    {
        var stream = Stream;
        if (stream.SubstreamBits == 0) return _transaction.Substream is null ? SelectContext(0) : BadSubstream();
        if (_transaction.Substream is { } substream)
        {
            if (substream.Value >> stream.SubstreamBits != 0) return BadSubstream();
            if (substream.Value == 0 && stream.Entry.S1DSS == SteS1Dss.Substream0) return StreamDisabled();
            return SelectContext(substream.Value);
        }

        return stream.Entry.S1DSS switch
        {
            SteS1Dss.Bypass => BypassStageOne(),
            SteS1Dss.Substream0 => SelectContext(0),
            _ => StreamDisabled(),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep BadSubstream() => Terminate(StructureEvent(EventId.CBadSubstreamid) with { SSV = false });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep StreamDisabled() =>
        Terminate(default(EventRecord) with { Id = EventId.FStreamDisabled, StreamID = _transaction.Stream });

    private WalkStep SelectContext(uint index)
    {
        _contextIndex = index;
        Context = Line!.Context(index);
        return Context is not null ? UseContext() : FetchContext();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep FetchContext()
    {
        ref readonly var ste = ref Stream.Entry;
        var index = _contextIndex;
        if (Stream.SubstreamBits == 0) return FetchContext(ste.S1ContextPtr);
        if (ste.S1Fmt is not (SteS1Fmt.TwoLevel4K or SteS1Fmt.TwoLevel64K))
            return FetchContext((ste.S1ContextPtr & ~Low(ste.S1CDMax + 6)) + ((ulong)index << 6));
        // 5.2, S1Fmt: the table of L1CDs is aligned to its size, at least 64 bytes.
        if (!unit.IsCalm && Line!.TryGetL1(L1ContextEntry, out var cached)) return UseL1ContextDescriptor(new L1ContextDescriptor(cached));
        var l1Bits = Math.Max(ste.S1CDMax - LeafContextBits, 0);
        var table = ste.S1ContextPtr & ~Low(Math.Max(l1Bits + 3, 6));
        return Fetch(StageTwoPurpose.L1ContextDescriptor, table + ((ulong)(index >> LeafContextBits) << 3));
    }

    private int LeafContextBits => Stream.Entry.S1Fmt == SteS1Fmt.TwoLevel64K ? 10 : 6;

    // 7.3.9, 3.4.3 notes 3 and 4a: V = 0 or a pointer beyond OAS is C_BAD_SUBSTREAMID; the leaf table is aligned to its size.
    private WalkStep UseL1ContextDescriptor(L1ContextDescriptor descriptor) =>
        descriptor.V && !ExceedsOutputSize(descriptor.L2Ptr)
            ? FetchContext((descriptor.L2Ptr & ~Low(LeafContextBits + 6)) + ((ulong)(_contextIndex & (uint)Low(LeafContextBits)) << 6))
            : BadSubstream();

    private WalkStep FetchContext(ulong address) => Fetch(StageTwoPurpose.ContextDescriptor, address);

    private WalkStep UseContextDescriptor()
    {
        var context = ContextConfiguration.Decode(ContextDescriptor.Read(_structure), Stream, unit.Capabilities, unit.Caches);
        if ((!context.IsIllegal || CachesInvalid()) && MayFill(ConfigurationEntry.OfContext(_transaction.Stream, _contextIndex)))
            Line!.Fill(_contextIndex, context);
        Context = context;
        return UseContext();
    }

    private WalkStep UseContext() => Context!.IsIllegal ? IllegalContext() : TranslateStageOne();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep IllegalContext() => Terminate(StructureEvent(EventId.CBadCd));

    private static ulong Low(int bits) => (1UL << bits) - 1;
}
