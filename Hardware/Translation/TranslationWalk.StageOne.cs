// Not modelled here: memory types (MAIR), E0PD, EPAN, NSTable, PBHA.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>Stage 1: IOVA to PA, or to IPA when stage 2 follows (IHI 0070 3.4; DDI 0487 D8).</content>
internal sealed partial class TranslationWalk
{
    private TranslationTable _table = null!;
    private int _level;
    private bool _noUserAccess;
    private bool _noWrite;
    private bool _noPrivilegedExecute;
    private bool _noUserExecute;
    private Leaf _stageOne;
    private Granule _stageOneGranule;

    /// <summary>What a leaf descriptor of a stage gave: the page's output address, its size, level and rights.</summary>
    private readonly record struct Leaf(ulong Output, byte Log2Size, byte Level, bool IsGlobal, AccessRights Rights);

    private bool IsOnePrivilege => Stream.World == StreamWorld.El2;

    private WalkStep TranslateStageOne()
    {
        var context = Context!;
        if (IsOnePrivilege) _access = _access with { IsPrivileged = true };
        var upper = SelectHalf(context);
        if (TryUseIotlb(context.AsidSpace, _input)) return AfterHit();
        if ((context.GlobalSpace.Count != 0 || unit.Caches.HasMicroTlbs) && TryUseIotlb(context.GlobalSpace, _input)) return AfterHit();
        return WalkStageOne(context, upper);
    }

    private WalkStep WalkStageOne(ContextConfiguration context, bool upper)
    {
        // 5.4, EPDx: a miss in a disabled half is a Translation fault. 3.4.1: so is an address that is not the sign extension of its range.
        if ((upper ? context.Upper : context.Lower) is not { } table || (upper ? ~_input : _input) >> table.InputBits != 0)
            return StageOneFault(EventId.FTranslation);
        _table = table;
        _level = table.StartLevel;
        _noUserAccess = _noWrite = _noPrivilegedExecute = _noUserExecute = false;
        return Fetch(StageTwoPurpose.StageOneDescriptor, StageOneStart());
    }

    // 3.4.1: VA[55] selects the table; with TBI the top byte is replaced by copies of it. The EL2 regime has TTB0 alone.
    private bool SelectHalf(ContextConfiguration context)
    {
        var upper = !IsOnePrivilege && _input.Bit(55);
        if (upper ? context.Descriptor.TBI1 : context.Descriptor.TBI0) _input = upper ? _input | (0xffUL << 56) : _input & ~(0xffUL << 56);
        return upper;
    }

    private bool TryUseEntry(in IotlbEntry entry, ulong address)
    {
        if (IsRequest) return TryGrantEntry(entry, address);
        var missing = Required(_access) & ~entry.Rights;
        if (missing != AccessRights.None) return TryRefuse(entry, address, missing);
        if (entry.Stages == CachedStages.One && Stream.TranslatesStageTwo) UseStageOneEntry(entry, address);
        else Finish(TranslationStatus.Translated, TranslationPath.Iotlb, new Pa(entry.Output.Value | (address & Low(entry.Log2Size))));
        return true;
    }

    private bool TryRefuse(in IotlbEntry entry, ulong address, AccessRights missing)
    {
        if (HardwareMayGrant(missing, entry.Rights)) return false;
        if ((missing & AccessRights.S1All) != 0)
        {
            StageOneFault(EventId.FPermission);
            return true;
        }

        _purpose = StageTwoPurpose.Output;
        _ipa = entry.Tag.IsStageTwo ? address : entry.Ipa.Value | (address & Low(entry.Log2Size));
        StageTwoFault(EventId.FPermission);
        return true;
    }

    private WalkStep UseStageOneDescriptor(Descriptor descriptor)
    {
        if (!descriptor.Valid) return StageOneFault(EventId.FTranslation);
        if (_level < 3 && descriptor.TableBit) return DescendStageOne(descriptor);
        if (_level == 3 ? !descriptor.TableBit : !_table.AllowsBlock(_level)) return StageOneFault(EventId.FTranslation);
        return UseStageOneLeaf(descriptor);
    }

    private WalkStep DescendStageOne(Descriptor descriptor)
    {
        var next = _table.OutputAddress(descriptor.Raw, _table.Granule.PageShift);
        if (_table.ExceedsOutput(next)) return StageOneFault(EventId.FAddrSize);
        // 5.4, HADx: hierarchical attributes are ignored where the CD disables them and IDR3.HAD lets it.
        var hierarchyDisabled = unit.Capabilities.Idr3.HAD && (_input.Bit(63) ? Context!.Descriptor.HAD1 : Context!.Descriptor.HAD0);
        if (!hierarchyDisabled)
        {
            _noUserAccess |= (descriptor.APTable & 0b01) != 0;
            _noWrite |= (descriptor.APTable & 0b10) != 0;
            _noPrivilegedExecute |= descriptor.PXNTable;
            _noUserExecute |= descriptor.UXNTable;
        }

        FillStageOneTable(next);
        _level++;
        return Fetch(StageTwoPurpose.StageOneDescriptor, _table.Descriptor(next, _level, _input));
    }

    // DDI 0487 D8.15: of several faults the address size is reported before the access flag, and that before permission.
    private WalkStep UseStageOneLeaf(Descriptor descriptor)
    {
        var log2Size = _table.Log2Size(_level);
        var output = _table.OutputAddress(descriptor.Raw, log2Size);
        if (_table.ExceedsOutput(output)) return StageOneFault(EventId.FAddrSize);
        ref readonly var cd = ref Context!.Descriptor;
        if (!descriptor.AF && !cd.AFFD && !cd.HA) return StageOneFault(EventId.FAccess);
        var isClean = IsWritableClean(descriptor);
        var rights = StageOneRights(isClean ? Dirtied(descriptor) : descriptor);
        if (IsRequest ? GrantsNothing(rights | AccessRights.S2All) : (Required(_access) & AccessRights.S1All & ~rights) != 0)
            return StageOneFault(EventId.FPermission);
        var updated = StageOneUpdated(descriptor, isClean);
        if (updated != descriptor) return UpdateStageOne(descriptor, updated, output | (_input & Low(log2Size)));
        if (isClean) rights = (rights & ~StageOneWrites) | AccessRights.S1Clean;
        // 5.4: the EL2 regime has no ASID, all its entries are global.
        _stageOneGranule = _table.Granule;
        var cachedLog2Size = CachedLog2Size(descriptor, _table, _level, _input);
        _stageOne = new Leaf(output & ~Low(cachedLog2Size), (byte)cachedLog2Size, (byte)_level, !descriptor.NG || IsOnePrivilege, rights);
        var address = output | (_input & Low(log2Size));
        return Stream.TranslatesStageTwo ? TranslateStageTwo(StageTwoPurpose.Output, address) : FinishStageOne(address);
    }

    private WalkStep FinishStageOne(ulong address)
    {
        FillStageOne(CachedStages.One, _stageOne.Log2Size, address, default, AccessRights.S2All);
        if (IsRequest) return Grant(_stageOne.Rights | AccessRights.S2All, _stageOne.Log2Size, address, default, TranslationPath.Walk);
        return Finish(TranslationStatus.Translated, TranslationPath.Walk, new Pa(address));
    }

    private void FillStageOne(CachedStages stages, byte log2Size, ulong address, ulong ipa, AccessRights stageTwoRights)
    {
        var space = _stageOne.IsGlobal ? Context!.GlobalSpace : Context!.AsidSpace;
        var mask = ~Low(log2Size);
        var entry = new IotlbEntry(
            space.Tag, stages, _input & mask, log2Size, _stageOne.Level, _stageOneGranule,
            new Pa(address & mask), new Ipa(ipa & mask), _stageOne.Rights | stageTwoRights);
        Fill(space, entry);
    }

    // DDI 0487 D8.4.1: direct permissions of EL1&0 and EL2, narrowed by the tables above, by PAN and by WXN.
    private AccessRights StageOneRights(Descriptor descriptor)
    {
        ref readonly var cd = ref Context!.Descriptor;
        var user = (descriptor.AP is Stage1Access.ReadWrite or Stage1Access.ReadOnly) && !_noUserAccess && !IsOnePrivilege;
        var write = (descriptor.AP is Stage1Access.ReadWrite or Stage1Access.PrivilegedReadWrite) && !_noWrite;
        var rights = AccessRights.S1PrivilegedRead;
        if (write) rights |= AccessRights.S1PrivilegedWrite;
        if (user) rights |= AccessRights.S1UserRead;
        if (user && write) rights |= AccessRights.S1UserWrite;
        var privilegedExecute = IsOnePrivilege
            ? !descriptor.UXN && !_noUserExecute
            : !descriptor.PXN && !_noPrivilegedExecute && !(user && write);
        if (privilegedExecute && !(cd.WXN && write)) rights |= AccessRights.S1PrivilegedExecute;
        if (!IsOnePrivilege && !descriptor.UXN && !_noUserExecute && !(cd.WXN && user && write)) rights |= AccessRights.S1UserExecute;
        if (cd.PAN && user) rights &= ~(AccessRights.S1PrivilegedRead | AccessRights.S1PrivilegedWrite);
        return rights;
    }

    // 3.12.1: the fault is recorded if CD.R, and the transaction gets an abort unless CD.A = 0 allows RAZ/WI.
    private WalkStep StageOneFault(EventId id)
    {
        ref readonly var cd = ref Context!.Descriptor;
        var status = cd.A || unit.Capabilities.Idr0.TermModel ? TranslationStatus.Aborted : TranslationStatus.ReadZeroWriteIgnored;
        var record = AccessEvent(id) with { CLASS = EventClass.IN };
        // 5.5: S makes R and A irrelevant.
        return cd.S ? Stall(record) : Terminate(record, cd.R, status);
    }

    private static AccessRights Required(AccessAttributes access) => (access.IsInstruction, access.IsWrite, access.IsPrivileged) switch
    {
        (true, _, true) => AccessRights.S1PrivilegedExecute | AccessRights.S2PrivilegedExecute,
        (true, _, false) => AccessRights.S1UserExecute | AccessRights.S2UserExecute,
        (_, true, true) => AccessRights.S1PrivilegedWrite | AccessRights.S2Write,
        (_, true, false) => AccessRights.S1UserWrite | AccessRights.S2Write,
        (_, _, true) => AccessRights.S1PrivilegedRead | AccessRights.S2Read,
        _ => AccessRights.S1UserRead | AccessRights.S2Read,
    };
}
