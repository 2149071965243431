// Not modelled: combined entries of configuration and translation (16.2.1), entries smaller than the page, STE.CONT.
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>What a walk takes from the caches and what it leaves there (IHI 0070 3.21.1, 16.2).</content>
internal sealed partial class TranslationWalk
{
    /// <summary>No transaction asked for it: nothing is recorded.</summary>
    public bool IsSpeculative { get; private set; }

    // 3.21.1: what was read before an invalidation took effect may not be cached after it. 6.3.9.6: a disabled SMMU inserts nothing,
    // and a walk may outlive the enable.
    private bool MayFill(in IotlbEntry entry) =>
        unit.Enabled
        && (unit.Invalidations.Permits(_ticket, entry) || unit.Bugs.Has(Bug.FillWithoutTicket))
        && !unit.Takes(Freedom.Fill);

    private bool MayFill(in ConfigurationEntry entry) =>
        unit.Enabled
        && (unit.Invalidations.Permits(_ticket, entry) || unit.Bugs.Has(Bug.FillWithoutTicket))
        && !unit.Takes(Freedom.Fill);

    // 3.21.3: a structure may be cached whether it is valid or not. What was not fetched (an abort) is never known later.
    private bool CachesInvalid() => unit.Takes(Freedom.CachedInvalidConfiguration);

    private void Fill(TlbSpace space, in IotlbEntry entry)
    {
        if (!MayFill(entry)) return;
        unit.Iotlb.Fill(space, entry);
        if (unit.Caches.HasMicroTlbs && (entry.Stages != CachedStages.Two || Context is null))
            unit.Caches.MicroOf(_transaction.Stream).Fill(entry);
    }

    private bool TryUseIotlb(TlbSpace space, ulong address)
    {
        if (!unit.IsPlain) return TryUseAnyTlb(space, address);
        return unit.Iotlb.TryLookup(space, address, out var slot) && TryUseEntry(in unit.Iotlb.EntryAt(slot), address);
    }

    private bool TryUseAnyTlb(TlbSpace space, ulong address)
    {
        var micro = unit.Caches.HasMicroTlbs ? unit.Caches.MicroOf(_transaction.Stream) : null;
        if (micro is not null && micro.TryFind(space.Tag, address, out var entry)) return TryUseEntry(entry, address);

        var main = unit.Iotlb;
        if (!main.TryLookup(space, address, out var slot)) return false;
        main.Touch(slot);
        if (!unit.IsCalm && main.TryLookupAnother(space, address, main.EntryAt(slot).Log2Size, out var other)
            && IsConflict(main.EntryAt(slot), main.EntryAt(other)))
        {
            // 3.20.1, 3.21.1.3: either entry; or F_TLB_CONFLICT, which with BBML 2 is never reported.
            var choice = unit.Choices.Choose(Freedom.TlbConflict, unit.Capabilities.Idr3.BBML == BreakBeforeMakeLevel.Level2 ? 2 : 3);
            if (choice == 2)
            {
                var stageTwo = space.Tag.IsStageTwo;
                Terminate(AccessEvent(EventId.FTlbConflict) with { S2 = stageTwo, IPA = new Ipa(stageTwo ? address : 0) });
                return true;
            }

            if (choice == 1) slot = other;
        }

        micro?.Fill(main.EntryAt(slot));
        return TryUseEntry(in main.EntryAt(slot), address);
    }

    // 3.21.1.2: entries of one level that differ in size come of the contiguous hint or of two stages' sizes, and agree.
    private static bool IsConflict(in IotlbEntry one, in IotlbEntry other) => one.Level != other.Level || one.Granule != other.Granule;

    // After an entry of stage 1 alone, stage 2 has the last word: the walk is not done then.
    private WalkStep AfterHit() => _phase == Phase.Done ? WalkStep.Done : TranslateStageTwo(StageTwoPurpose.Output, _ipa);

    private const AccessRights StageOneKnown = AccessRights.S1All | AccessRights.S1Clean;

    // 3.20.1: below a stage 2 no entry of stage 1 gives a PA, whoever made it.
    private void UseStageOneEntry(in IotlbEntry entry, ulong address)
    {
        _stageOne = new Leaf(entry.Output.Value, entry.Log2Size, entry.Level, entry.Tag.IsGlobal, entry.Rights & StageOneKnown);
        _stageOneGranule = entry.Granule;
        _ipa = entry.Output.Value | (address & Low(entry.Log2Size));
        _phase = Phase.StageTwoDescriptor;
    }

    // 16.2.1: both stages in one entry, or stage 1 by itself next to the entry that stage 2 made.
    private void FillNested(in Leaf stageTwo, ulong address)
    {
        if (unit.Takes(Freedom.CombinedEntries))
        {
            FillStageOne(CachedStages.One, _stageOne.Log2Size, _ipa, default, AccessRights.S2All);
            return;
        }

        var log2Size = Math.Min(_stageOne.Log2Size, stageTwo.Log2Size);
        FillStageOne(CachedStages.Combined, log2Size, address, _ipa, stageTwo.Rights & (AccessRights.S2All | AccessRights.S2Clean));
    }

    // DDI 0487 D8.7.1: adjacent leaves with adjacent outputs may be one entry. A group that is not aligned, or that the input range
    // does not hold, is misprogrammed: its hint is ignored.
    private int CachedLog2Size(Descriptor descriptor, TranslationTable table, int level, ulong input)
    {
        var log2Size = table.Log2Size(level);
        if (!descriptor.Contiguous || unit.IsCalm) return log2Size;
        var group = table.ContiguousLog2Size(level);
        if (group == 0 || group > table.InputBits) return log2Size;
        var within = Low(group) & ~Low(log2Size);
        if (((table.OutputAddress(descriptor.Raw, log2Size) ^ input) & within) != 0) return log2Size;
        return unit.Takes(Freedom.ContiguousHint) ? group : log2Size;
    }

    // The deepest table descriptor that is cached on the way to the input, or the start of the table.
    private ulong StageOneStart()
    {
        if (Context!.WalkSpace is not { } space || !TryUseTable(space, _input, _table, out var entry))
            return _table.StartDescriptor(_input);
        _level = entry.Level + 1;
        _noUserAccess = (entry.Rights & AccessRights.S1UserRead) == 0;
        _noWrite = (entry.Rights & AccessRights.S1PrivilegedWrite) == 0;
        _noPrivilegedExecute = (entry.Rights & AccessRights.S1PrivilegedExecute) == 0;
        _noUserExecute = (entry.Rights & AccessRights.S1UserExecute) == 0;
        return _table.Descriptor(entry.Output.Value, _level, _input);
    }

    private ulong StageTwoStart()
    {
        var table = StageTwo;
        _stageTwoLevel = table.StartLevel;
        if (Stream.WalkSpace is not { } space || !TryUseTable(space, _ipa, table, out var entry)) return table.StartDescriptor(_ipa);
        _stageTwoLevel = entry.Level + 1;
        return table.Descriptor(entry.Output.Value, _stageTwoLevel, _ipa);
    }

    // An entry of another shape is of another table: the walk begins at the root.
    private bool TryUseTable(TlbSpace space, ulong input, TranslationTable table, out IotlbEntry entry)
    {
        entry = default;
        if (!unit.Caches.Walks!.TryLookup(space, input, out var slot)) return false;
        unit.Caches.Walks.Touch(slot);
        entry = unit.Caches.Walks.EntryAt(slot);
        return entry.Granule == table.Granule && entry.Level >= table.StartLevel;
    }

    private void FillStageOneTable(ulong next)
    {
        if (Context!.WalkSpace is not { } space) return;
        var rights = AccessRights.S1All;
        if (_noUserAccess) rights &= ~AccessRights.S1UserRead;
        if (_noWrite) rights &= ~AccessRights.S1PrivilegedWrite;
        if (_noPrivilegedExecute) rights &= ~AccessRights.S1PrivilegedExecute;
        if (_noUserExecute) rights &= ~AccessRights.S1UserExecute;
        FillTable(space, CachedStages.OneTable, _input, _level, _table, next, rights);
    }

    private void FillStageTwoTable(ulong next)
    {
        if (Stream.WalkSpace is { } space)
            FillTable(space, CachedStages.TwoTable, _ipa, _stageTwoLevel, StageTwo, next, AccessRights.S2All);
    }

    private void FillTable(
        TlbSpace space, CachedStages stages, ulong input, int level, TranslationTable table, ulong next, AccessRights rights)
    {
        var log2Size = table.Log2Size(level);
        var entry = new IotlbEntry(
            space.Tag, stages, input & ~Low(log2Size), (byte)log2Size, (byte)level, table.Granule, new Pa(next), default, rights);
        if (MayFill(entry)) unit.Caches.Walks!.Fill(space, entry);
    }

    private ConfigurationEntry L1StreamEntry => ConfigurationEntry.OfL1Stream(_transaction.Stream, Split);

    private ConfigurationEntry L1ContextEntry => ConfigurationEntry.OfL1Context(_transaction.Stream, _contextIndex, LeafContextBits);

    private WalkStep UseFetchedL1StreamTableDescriptor(L1StreamTableDescriptor descriptor)
    {
        var freedom = descriptor.Span == 0 ? Freedom.CachedInvalidConfiguration : Freedom.CachedL1Descriptor;
        if (unit.Takes(freedom) && MayFill(L1StreamEntry)) unit.Configurations.FillL1(L1StreamEntry, descriptor.Raw);
        return UseL1StreamTableDescriptor(descriptor);
    }

    private WalkStep UseFetchedL1ContextDescriptor(L1ContextDescriptor descriptor)
    {
        var freedom = descriptor.V ? Freedom.CachedL1Descriptor : Freedom.CachedInvalidConfiguration;
        if (unit.Takes(freedom) && MayFill(L1ContextEntry)) Line!.FillL1(L1ContextEntry, descriptor.Raw);
        return UseL1ContextDescriptor(descriptor);
    }
}
