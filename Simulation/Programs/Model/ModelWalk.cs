using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>
/// A second, plain reading of chapters 3, 5 and 7 and of VMSAv8-64, independent of the core: one DMA, no caches. With
/// divergences on it departs from the architecture exactly there.
/// </summary>
/// <param name="memory">What it reads.</param>
/// <param name="decoder">Judges STEs and CDs.</param>
/// <param name="table">The stream table.</param>
/// <param name="rules">How it departs from the architecture.</param>
internal partial class ModelWalk(ModelMemory memory, ModelDecoder decoder, ModelStreamTable table, DivergenceSet rules)
{
    /// <summary>How it departs from the architecture.</summary>
    protected DivergenceSet Rules => rules;

    /// <summary>What it reads.</summary>
    protected ModelMemory Memory => memory;

    /// <summary>The answer to a DMA.</summary>
    public ModelAnswer Translate(in ModelAccess access)
    {
        if (!TryConfigure(access, out var stream, out var fault)) return fault;
        switch (stream.Entry.Config)
        {
            case SteConfig.Bypass:
                return Exceeds(access.Iova) && !rules.Has(Divergence.BypassSize)
                    ? ModelAnswer.Fault(access.AccessEvent(EventId.FAddrSize, EventClass.IN))
                    : ModelAnswer.At(access.Iova);
            case SteConfig.S2Translate when Exceeds(access.Iova):
                return ModelAnswer.Fault(access.AccessEvent(EventId.FAddrSize, EventClass.IN), !rules.Has(Divergence.SilentInputSize));
            case SteConfig.S2Translate:
                return TranslateStageTwoAlone(access, stream);
            case SteConfig.S1Translate or SteConfig.Nested:
                return TranslateStageOne(access, stream);
            default:
                return ModelAnswer.Silent;
        }
    }

    /// <summary>Finds the stream's configuration; false is an answer already.</summary>
    protected virtual bool TryConfigure(in ModelAccess access, out ModelStream stream, out ModelAnswer fault) =>
        TryReadConfiguration(access, out stream, out fault);

    /// <summary>Reads STE and CD.</summary>
    protected bool TryReadConfiguration(in ModelAccess access, out ModelStream stream, out ModelAnswer fault)
    {
        stream = null!;
        Span<ulong> words = stackalloc ulong[8];
        if (access.Stream >> table.Log2Size != 0)
        {
            // 6.3.12: recorded only with CR2.RECINVSID, which QEMU takes as set; no device of a program is outside of the table.
            fault = ModelAnswer.Silent;
            return false;
        }

        var address = (table.Base & ~((64UL << table.Log2Size) - 1)) + (64UL * access.Stream);
        if (!TryReadStructure(new ModelRead(ReadKind.StreamTableEntry, address, access.Stream), words, out var failed))
        {
            fault = ModelAnswer.Fault(access.StructureEvent(EventId.FSteFetch) with { FetchAddr = new Pa(failed) });
            return false;
        }

        if (decoder.Stream(access.Stream, StreamTableEntry.Read(words)) is not { } decoded)
        {
            fault = ModelAnswer.Fault(access.StructureEvent(EventId.CBadSte));
            return false;
        }

        stream = decoded;
        fault = default;
        return !stream.HasStageOne || TryReadContext(access, ref stream, out fault);
    }

    private bool TryReadContext(in ModelAccess access, ref ModelStream stream, out ModelAnswer fault)
    {
        var address = stream.Entry.S1ContextPtr;
        if (stream.HasStageTwo && !TryTranslateStructure(access, stream, StageTwoUse.Context, address, out address, out fault))
            return false;
        Span<ulong> words = stackalloc ulong[8];
        if (!TryReadStructure(new ModelRead(ReadKind.ContextDescriptor, address, access.Stream), words, out var failed))
        {
            fault = ContextFetchFault(access, failed);
            return false;
        }

        var cd = ContextDescriptor.Read(words);
        fault = ModelAnswer.Fault(access.StructureEvent(EventId.CBadCd));
        if (ModelDecoder.IsBad(cd) || (cd.ENDI && !(cd.EPD0 && cd.EPD1))) return false;
        var context = new ModelContext { Descriptor = cd };
        if (!cd.EPD0)
        {
            context = context with { Lower = decoder.StageOne(cd.TTB0, cd.T0SZ, ModelTable.PageShiftOf(cd.TG0), cd.IPS) };
            if (context.Lower is not { Base: var ttb }) return false;
            if (TranslatesRoots(stream) && !TryTranslateStructure(access, stream, StageTwoUse.Table, ttb, out address, out var root))
                return Fail(root, out fault);
            context = context with { LowerRoot = address };
        }

        if (!cd.EPD1)
        {
            context = context with { Upper = decoder.StageOne(cd.TTB1, cd.T1SZ, ModelTable.PageShiftOf(cd.TG1), cd.IPS) };
            if (context.Upper is not { Base: var ttb }) return false;
            if (TranslatesRoots(stream) && !TryTranslateStructure(access, stream, StageTwoUse.Table, ttb, out address, out var root))
                return Fail(root, out fault);
            context = context with { UpperRoot = address };
        }

        stream = stream with { Context = context };
        return true;
    }

    /// <summary>TTB0 and TTB1 are translated with the CD.</summary>
    protected bool TranslatesRoots(ModelStream stream) => stream.HasStageTwo && rules.Has(Divergence.RootsWithConfiguration);

    private static bool Fail(in ModelAnswer cause, out ModelAnswer fault)
    {
        fault = cause;
        return false;
    }

    // The place of the address is the only difference: FetchAddr, or the words of InputAddr.
    private ModelAnswer ContextFetchFault(in ModelAccess access, ulong address)
    {
        var record = access.StructureEvent(EventId.FCdFetch);
        return ModelAnswer.Fault(rules.Has(Divergence.ContextFetchRecord)
            ? record with { InputAddr = new Iova(address) }
            : record with { FetchAddr = new Pa(address) });
    }

    // A configuration fault of stage 2: with the divergence every such access is a read, and the record has no TTRnW.
    private bool TryTranslateStructure(
        in ModelAccess access, ModelStream stream, StageTwoUse use, ulong ipa, out ulong address, out ModelAnswer fault)
    {
        var asRead = rules.Has(Divergence.RootsWithConfiguration);
        address = 0;
        if (!TryStageTwoForStructure(access, stream, use, ipa, out var leaf, out fault))
        {
            if (asRead) fault = fault with { Event = fault.Event with { RnW = true, TTRnW = false } };
            return false;
        }

        address = leaf.Output | (ipa & leaf.OffsetMask);
        return true;
    }

    private bool TryReadStructure(ModelRead first, Span<ulong> words, out ulong failed)
    {
        for (var i = 0; i < words.Length; i++)
        {
            failed = first.Address + (8 * (ulong)i);
            if (!memory.TryRead(first with { Address = failed }, out words[i])) return false;
        }

        failed = 0;
        return true;
    }

    private bool Exceeds(ulong address) => address >> decoder.OutputAddressBits != 0;
}

/// <summary>A linear stream table.</summary>
/// <param name="Base">STRTAB_BASE.ADDR.</param>
/// <param name="Log2Size">STRTAB_BASE_CFG.LOG2SIZE.</param>
internal readonly record struct ModelStreamTable(ulong Base, int Log2Size);
