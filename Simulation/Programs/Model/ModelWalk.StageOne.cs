using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <content>Stage 1, and both stages together.</content>
internal partial class ModelWalk
{
    /// <summary>One half of a context as a walk uses it.</summary>
    /// <param name="Table">Its table.</param>
    /// <param name="Root">Its root as a PA, where it was translated with the CD.</param>
    /// <param name="IsUpper">TTB1.</param>
    protected readonly record struct Half(ModelTable? Table, ulong Root, bool IsUpper);

    /// <summary>Stage 1, and stage 2 if the stream has one.</summary>
    protected virtual ModelAnswer TranslateStageOne(in ModelAccess access, ModelStream stream) =>
        TryStageOne(access, stream, stream, out var one, out var ipa, out var fault)
            ? stream.HasStageTwo ? TranslateOutput(access, stream, stream, ipa, out _) : ModelAnswer.At(ipa)
            : fault;

    /// <summary>Stage 2 of the output of stage 1.</summary>
    protected ModelAnswer TranslateOutput(in ModelAccess access, ModelStream owner, ModelStream source, ulong ipa, out ModelLeaf leaf) =>
        TryStageTwo(access, owner, source, StageTwoUse.Output, ipa, out leaf, out var fault)
            ? ModelAnswer.At(leaf.Output | (ipa & leaf.OffsetMask))
            : fault;

    /// <summary>Selects the half of an address and whether the address lies in it (3.4.1).</summary>
    protected bool TrySelectHalf(ModelContext context, ulong iova, out Half half)
    {
        var cd = context.Descriptor;
        var isUpper = iova.Bit(55);
        var ignoresTop = isUpper && !rules.Has(Divergence.TopByteIgnore) ? cd.TBI1 : cd.TBI0;
        half = isUpper ? new Half(context.Upper, context.UpperRoot, true) : new Half(context.Lower, context.LowerRoot, false);
        if (half.Table is not { } table) return false;
        var top = ignoresTop ? 56 : 64;
        var above = (isUpper ? ~iova : iova) & (top == 64 ? ulong.MaxValue : (1UL << top) - 1);
        return above >> table.InputBits == 0;
    }

    /// <summary>Walks stage 1 of <paramref name="source"/> for a DMA of <paramref name="owner"/>.</summary>
    protected bool TryStageOne(
        in ModelAccess access, ModelStream owner, ModelStream source, out ModelLeaf leaf, out ulong output, out ModelAnswer fault)
    {
        var context = source.Context!;
        (leaf, output) = (default, 0);
        fault = StageOneFault(EventId.FTranslation, access, owner);
        if (!TrySelectHalf(context, access.Iova, out var half)) return false;
        var table = half.Table!.Value;
        var hierarchy = default(Hierarchy);
        var tableBase = table.Base & ~table.StartMask;
        for (var level = table.StartLevel; ; level++)
        {
            if (!TryDescriptorAddress(access, owner, source, half, level, tableBase, out var at, out fault)) return false;
            var read = new ModelRead(ReadKind.StageOne, at, source.Stream)
            {
                Vmid = owner.Vmid,
                Asid = context.Descriptor.ASID.Value,
                HasStageOne = true,
                Iova = access.Iova,
                Level = level,
                PageShift = table.PageShift,
                Log2Size = table.Shift(level),
            };
            if (!memory.TryRead(read, out var raw))
            {
                fault = ModelAnswer.Fault(access.AccessEvent(EventId.FWalkEabt, EventClass.TT) with { FetchAddr = new Pa(at) });
                return false;
            }

            fault = StageOneFault(EventId.FTranslation, access, owner);
            var descriptor = new Descriptor(raw);
            if (IsLeafOrInvalid(descriptor, level))
            {
                if (!IsValidLeaf(table, descriptor, level)) return NotCacheable();
                return TryStageOneLeaf(access, owner, source, half, hierarchy, descriptor, level, out leaf, out output, out fault);
            }

            if (!TryDescend(access, owner, source, half, descriptor, ref hierarchy, out tableBase, out fault)) return false;
        }
    }

    private const int SmallestPageShift = 12;

    private readonly record struct Hierarchy(bool NoUser, bool NoWrite);

    private bool TryDescend(
        in ModelAccess access, ModelStream owner, ModelStream source, in Half half, Descriptor descriptor, ref Hierarchy hierarchy,
        out ulong tableBase, out ModelAnswer fault)
    {
        var table = half.Table!.Value;
        var cd = source.Context!.Descriptor;
        fault = default;
        tableBase = ModelTable.Address(descriptor, table.PageShift);
        var (noUser, noWrite) = ((descriptor.APTable & 1) != 0, (descriptor.APTable & 2) != 0);
        if (half.IsUpper ? cd.HAD1 : cd.HAD0) (noUser, noWrite) = (false, false);
        if (noWrite && rules.Has(Divergence.TableWritePermission))
        {
            fault = StageOneFault(EventId.FPermission, access, owner);
            if (access.IsWrite) return false;
            noWrite = false;
        }

        hierarchy = new Hierarchy(hierarchy.NoUser || noUser, hierarchy.NoWrite || noWrite);
        if (!table.Exceeds(tableBase) || (rules.Has(Divergence.TableAddressSize) && !source.HasStageTwo)) return true;
        fault = rules.Has(Divergence.TableAddressSize)
            ? ModelAnswer.Fault(WithIpa(access.AccessEvent(EventId.FAddrSize, EventClass.TT), tableBase), owner.Context!.Descriptor.R)
            : StageOneFault(EventId.FAddrSize, access, owner);
        return NotCacheable();
    }

    private bool TryStageOneLeaf(
        in ModelAccess access, ModelStream owner, ModelStream source, in Half half, in Hierarchy hierarchy, Descriptor descriptor,
        int level, out ModelLeaf leaf, out ulong output, out ModelAnswer fault)
    {
        var table = half.Table!.Value;
        var user = rules.Has(Divergence.UserAccess) || (((int)descriptor.AP & 1) != 0 && !hierarchy.NoUser);
        var write = ((int)descriptor.AP & 2) == 0 && !hierarchy.NoWrite;
        var address = ModelTable.Address(descriptor, table.Shift(level));
        leaf = new ModelLeaf(address, table.Shift(level), level, table.PageShift, user, user && write, !descriptor.NG);
        output = address | (access.Iova & leaf.OffsetMask);
        fault = default;
        var unused = !descriptor.AF && !source.Context!.Descriptor.AFFD;
        if (FirstFault(table.Exceeds(address), unused, !leaf.Permits(access.IsWrite)) is not { } id) return true;
        fault = StageOneFault(id, access, owner);
        return id != EventId.FPermission && NotCacheable();
    }

    /// <summary>A stage 1 fault, recorded if CD.R.</summary>
    protected static ModelAnswer StageOneFault(EventId id, in ModelAccess access, ModelStream owner) =>
        ModelAnswer.Fault(access.AccessEvent(id, EventClass.IN), owner.Context!.Descriptor.R);

    // Where a stage 1 descriptor is in physical memory.
    private bool TryDescriptorAddress(
        in ModelAccess access, ModelStream owner, ModelStream source, in Half half, int level, ulong tableBase,
        out ulong at, out ModelAnswer fault)
    {
        var table = half.Table!.Value;
        var offset = table.Offset(level, access.Iova);
        at = tableBase | offset;
        fault = default;
        if (!source.HasStageTwo) return true;
        var isRoot = level == table.StartLevel;
        var baseOnly = rules.Has(Divergence.TableBaseOnly);
        if (isRoot && TranslatesRoots(source) && (baseOnly || (at ^ table.Base) >> SmallestPageShift == 0))
        {
            at = (half.Root & ((1UL << table.OutputBits) - 1) & ~table.StartMask) + offset;
            return true;
        }

        var ipa = baseOnly ? tableBase : at;
        if (!TryTableAddress(access, owner, source, ipa, out var address, out fault))
        {
            if (rules.Has(Divergence.TableFaultRecord)) fault = TableFault(access, owner, fault, tableBase);
            return false;
        }

        at = baseOnly ? (isRoot ? address & ~table.StartMask : address) + offset : address;
        return true;
    }

    /// <summary>Stage 2 of a stage 1 table's address.</summary>
    private bool TryTableAddress(
        in ModelAccess access, ModelStream owner, ModelStream source, ulong ipa, out ulong address, out ModelAnswer fault)
    {
        address = 0;
        var merged = ReferenceEquals(owner, source) ? owner : source with { Entry = source.Entry with { S2R = owner.Entry.S2R } };
        if (!TryStageTwoForStructure(access, merged, StageTwoUse.Table, ipa, out var leaf, out fault)) return false;
        address = leaf.Output | (ipa & leaf.OffsetMask);
        return true;
    }

    // The record names stage 1 and the base of the table, and CD.R decides whether there is one; an external abort is always recorded.
    private ModelAnswer TableFault(in ModelAccess access, ModelStream owner, in ModelAnswer architected, ulong tableBase)
    {
        var id = architected.Event.Id;
        var record = access.AccessEvent(id, EventClass.TT);
        return id == EventId.FWalkEabt
            ? ModelAnswer.Fault(record with { FetchAddr = new Pa(tableBase) })
            : ModelAnswer.Fault(WithIpa(record, tableBase), owner.Context!.Descriptor.R);
    }
}
