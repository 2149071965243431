using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>What a stage's descriptors say about one page or block.</summary>
/// <param name="Output">First output address.</param>
/// <param name="Log2Size">log2 of its size.</param>
/// <param name="Level">Level of the leaf.</param>
/// <param name="PageShift">log2 of the granule.</param>
/// <param name="CanRead">Permits an unprivileged read.</param>
/// <param name="CanWrite">Permits an unprivileged write.</param>
/// <param name="IsGlobal">nG = 0.</param>
internal readonly record struct ModelLeaf(
    ulong Output, int Log2Size, int Level, int PageShift, bool CanRead, bool CanWrite, bool IsGlobal = false)
{
    /// <summary>Address bits that pass through.</summary>
    public ulong OffsetMask => (1UL << Log2Size) - 1;

    /// <summary>True if it permits the access.</summary>
    public bool Permits(bool isWrite) => isWrite ? CanWrite : CanRead;
}

/// <content>Stage 2.</content>
internal partial class ModelWalk
{
    /// <summary>Stage 2 of an address without stage 1.</summary>
    protected virtual ModelAnswer TranslateStageTwoAlone(in ModelAccess access, ModelStream stream) =>
        TryStageTwo(access, stream, stream, StageTwoUse.Output, access.Iova, out var leaf, out var fault)
            ? ModelAnswer.At(leaf.Output | (access.Iova & leaf.OffsetMask))
            : fault;

    /// <summary>Stage 2 of the address of a CD or a stage 1 table.</summary>
    protected virtual bool TryStageTwoForStructure(
        in ModelAccess access, ModelStream stream, StageTwoUse use, ulong ipa, out ModelLeaf leaf, out ModelAnswer fault) =>
        TryStageTwo(access, stream, stream, use, ipa, out leaf, out fault);

    /// <summary>Walks stage 2 of <paramref name="source"/> for a DMA of <paramref name="owner"/>.</summary>
    protected virtual bool TryStageTwo(
        in ModelAccess access, ModelStream owner, ModelStream source, StageTwoUse use, ulong ipa, out ModelLeaf leaf, out ModelAnswer fault)
    {
        var table = source.StageTwo!.Value;
        leaf = default;
        fault = StageTwoFault(EventId.FTranslation, access, owner, use, ipa);
        if (ipa >> table.InputBits != 0) return false;
        var at = (table.Base & ~table.StartMask) | StartOffset(table, ipa);
        for (var level = table.StartLevel; ; level++)
        {
            var read = new ModelRead(ReadKind.StageTwo, at, owner.Stream)
            {
                Vmid = owner.Vmid,
                Asid = owner.Context?.Descriptor.ASID.Value ?? 0,
                HasStageOne = owner.HasStageOne,
                StageOnePageShift = (access.Iova.Bit(55) ? owner.Context?.Upper : owner.Context?.Lower)?.PageShift ?? 0,
                Iova = access.Iova,
                Ipa = ipa,
                Use = use,
                Level = level,
                PageShift = table.PageShift,
                Log2Size = table.Shift(level),
            };
            if (!memory.TryRead(read, out var raw))
            {
                fault = ModelAnswer.Fault(access.AccessEvent(EventId.FWalkEabt, ClassOf(use)) with { S2 = true, FetchAddr = new Pa(at) });
                return false;
            }

            var descriptor = new Descriptor(raw);
            if (IsLeafOrInvalid(descriptor, level))
            {
                if (!IsValidLeaf(table, descriptor, level)) return NotCacheable();
                return TryStageTwoLeaf(access, owner, source, use, ipa, descriptor, level, out leaf, out fault);
            }

            var next = ModelTable.Address(descriptor, table.PageShift);
            if (table.Exceeds(next) && !rules.Has(Divergence.TableAddressSize))
            {
                fault = StageTwoFault(EventId.FAddrSize, access, owner, use, ipa);
                return NotCacheable();
            }

            at = next | table.Offset(level + 1, ipa);
        }
    }

    private bool TryStageTwoLeaf(
        in ModelAccess access, ModelStream owner, ModelStream source, StageTwoUse use, ulong ipa, Descriptor descriptor, int level,
        out ModelLeaf leaf, out ModelAnswer fault)
    {
        var table = source.StageTwo!.Value;
        var output = ModelTable.Address(descriptor, table.Shift(level));
        leaf = new ModelLeaf(
            output, table.Shift(level), level, table.PageShift,
            descriptor.S2AP is Stage2Access.Read or Stage2Access.ReadWrite,
            descriptor.S2AP is Stage2Access.Write or Stage2Access.ReadWrite);
        var isWrite = use == StageTwoUse.Output && access.IsWrite;
        fault = default;
        if (FirstFault(table.Exceeds(output), !descriptor.AF && !source.Entry.S2AFFD, !leaf.Permits(isWrite)) is not { } id) return true;
        fault = StageTwoFault(id, access, owner, use, ipa);
        return id != EventId.FPermission && NotCacheable();
    }

    // DDI 0487 D8.15: address size, access flag, permission.
    private EventId? FirstFault(bool exceeds, bool unused, bool refused)
    {
        if (exceeds && !rules.Has(Divergence.FaultPriority)) return EventId.FAddrSize;
        if (unused) return EventId.FAccess;
        if (refused) return EventId.FPermission;
        return exceeds ? EventId.FAddrSize : null;
    }

    // Only the first of the concatenated tables: the index loses its bits above one table.
    private ulong StartOffset(in ModelTable table, ulong ipa)
    {
        var offset = table.Offset(table.StartLevel, ipa);
        return rules.Has(Divergence.ConcatenatedTables) ? offset & ((8UL << table.Stride) - 1) : offset;
    }

    /// <summary>A stage 2 fault.</summary>
    protected ModelAnswer StageTwoFault(EventId id, in ModelAccess access, ModelStream owner, StageTwoUse use, ulong ipa)
    {
        var record = WithIpa(access.AccessEvent(id, ClassOf(use)) with { S2 = true }, ipa);
        if (id == EventId.FPermission && use == StageTwoUse.Table) record = record with { TTRnW = true };
        return ModelAnswer.Fault(record, owner.Entry.S2R);
    }

    // The field has bits [55:12].
    private EventRecord WithIpa(EventRecord record, ulong ipa) =>
        rules.Has(Divergence.WholeIpa) ? record with { D3 = ipa } : record with { IPA = new Ipa(ipa) };

    private static EventClass ClassOf(StageTwoUse use) => use switch
    {
        StageTwoUse.Output => EventClass.IN,
        StageTwoUse.Table => EventClass.TT,
        _ => EventClass.CD,
    };

    private static bool IsLeafOrInvalid(Descriptor descriptor, int level) => level == 3 || !descriptor.Valid || !descriptor.TableBit;

    private bool IsValidLeaf(in ModelTable table, Descriptor descriptor, int level) =>
        descriptor.Valid && (level == 3 ? descriptor.TableBit : table.AllowsBlock(level) || rules.Has(Divergence.ReservedBlocks));

    // DDI 0487 D8.17: what causes a Translation, Address size or Access flag fault is never in a TLB, so no stale copy causes one.
    private bool NotCacheable()
    {
        if (memory.LastWasStale) memory.Reject();
        return false;
    }
}
