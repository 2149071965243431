// Not modelled here: S2FWB and the combination of memory types, S2NSW and S2NSA, AssuredOnly.
using System.Runtime.CompilerServices;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>Stage 2: IPA to PA, for the output of stage 1 and for every address that stage 1 and the CD fetch read (3.4).</content>
internal sealed partial class TranslationWalk
{
    private StageTwoPurpose _purpose;
    private ulong _ipa;
    private int _stageTwoLevel;

    private enum StageTwoPurpose : byte
    {
        L1ContextDescriptor,
        ContextDescriptor,
        StageOneDescriptor,
        Output,

        // Whether the output would translate, before stage 1 is marked for an access that then faults.
        Probe,
        StageOneUpdate,
    }

    private TranslationTable StageTwo => Stream.StageTwo!;

    // 7.3: CLASS says what the IPA was for.
    private EventClass StageTwoClass => _purpose switch
    {
        StageTwoPurpose.Output or StageTwoPurpose.Probe => EventClass.IN,
        StageTwoPurpose.StageOneDescriptor or StageTwoPurpose.StageOneUpdate => EventClass.TT,
        _ => EventClass.CD,
    };

    // 3.4: with stage 1 bypassed the input address is the IPA; beyond the IAS (= OAS without AArch32 tables) it is a stage 1 fault.
    private WalkStep BypassStageOne()
    {
        var address = _input;
        if (ExceedsOutputSize(address)) return InputTooLarge();
        Context = null;
        if (!Stream.TranslatesStageTwo && IsRequest) return GrantIdentity(address);
        if (!Stream.TranslatesStageTwo) return Finish(TranslationStatus.Translated, TranslationPath.Bypass, new Pa(address));
        _purpose = StageTwoPurpose.Output;
        return TryUseIotlb(Stream.StageTwoSpace, address) ? AfterHit() : TranslateStageTwo(StageTwoPurpose.Output, address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WalkStep InputTooLarge() => Terminate(AccessEvent(EventId.FAddrSize) with { CLASS = EventClass.IN });

    // The address of a structure: a PA, or an IPA when stage 2 translates.
    private WalkStep Fetch(StageTwoPurpose purpose, ulong address)
    {
        if (Stream.TranslatesStageTwo) return TranslateStageTwo(purpose, address);
        _purpose = purpose;
        return ReadStructure(address);
    }

    private WalkStep ReadStructure(ulong address) => _purpose switch
    {
        StageTwoPurpose.L1ContextDescriptor => Read(Phase.L1ContextDescriptor, FetchKind.L1ContextDescriptor, address),
        StageTwoPurpose.ContextDescriptor => Read(Phase.ContextDescriptor, FetchKind.ContextDescriptor, address),
        _ => Read(Phase.StageOneDescriptor, FetchKind.StageOneDescriptor, address),
    };

    private WalkStep TranslateStageTwo(StageTwoPurpose purpose, ulong ipa)
    {
        _purpose = purpose;
        _ipa = ipa;
        if (unit.Iotlb.TryLookup(Stream.StageTwoSpace, ipa, out var slot))
        {
            if (!unit.IsPlain) unit.Iotlb.Touch(slot);
            ref readonly var entry = ref unit.Iotlb.EntryAt(slot);
            if ((entry.Rights & AccessRights.S2Clean) == 0 || purpose == StageTwoPurpose.Probe
                || !HardwareMayGrant(StageTwoRequired & ~entry.Rights, entry.Rights))
                return UseStageTwoLeaf(new Leaf(entry.Output.Value, entry.Log2Size, entry.Level, false, entry.Rights));
        }

        // 3.4: an IPA beyond S2T0SZ is a stage 2 Translation fault.
        if (ipa >> StageTwo.InputBits != 0) return StageTwoFault(EventId.FTranslation);
        return Read(Phase.StageTwoDescriptor, FetchKind.StageTwoDescriptor, StageTwoStart());
    }

    private WalkStep UseStageTwoDescriptor(Descriptor descriptor)
    {
        var table = StageTwo;
        if (!descriptor.Valid) return StageTwoFault(EventId.FTranslation);
        if (_stageTwoLevel < 3 && descriptor.TableBit)
        {
            var next = table.OutputAddress(descriptor.Raw, table.Granule.PageShift);
            if (table.ExceedsOutput(next)) return StageTwoFault(EventId.FAddrSize);
            FillStageTwoTable(next);
            _stageTwoLevel++;
            return Read(Phase.StageTwoDescriptor, FetchKind.StageTwoDescriptor, table.Descriptor(next, _stageTwoLevel, _ipa));
        }

        if (_stageTwoLevel == 3 ? !descriptor.TableBit : !table.AllowsBlock(_stageTwoLevel)) return StageTwoFault(EventId.FTranslation);
        var log2Size = table.Log2Size(_stageTwoLevel);
        var output = table.OutputAddress(descriptor.Raw, log2Size);
        if (table.ExceedsOutput(output)) return StageTwoFault(EventId.FAddrSize);
        ref readonly var ste = ref Stream.Entry;
        if (!descriptor.AF && !ste.S2AFFD && !ste.S2HA) return StageTwoFault(EventId.FAccess);
        var cachedLog2Size = CachedLog2Size(descriptor, table, _stageTwoLevel, _ipa);
        var leaf = new Leaf(output & ~Low(cachedLog2Size), (byte)cachedLog2Size, (byte)_stageTwoLevel, false, StageTwoRights(descriptor));
        var updated = StageTwoUpdated(descriptor);
        if (updated != descriptor) return UpdateStageTwo(descriptor, updated, leaf);
        FillStageTwo(leaf);
        return UseStageTwoLeaf(leaf);
    }

    private void FillStageTwo(in Leaf leaf)
    {
        var space = Stream.StageTwoSpace;
        var entry = new IotlbEntry(
            space.Tag, CachedStages.Two, _ipa & ~Low(leaf.Log2Size), leaf.Log2Size, leaf.Level, StageTwo.Granule,
            new Pa(leaf.Output), default, leaf.Rights);
        Fill(space, entry);
    }

    private WalkStep UseStageTwoLeaf(in Leaf leaf)
    {
        if (!StageTwoPermits(leaf.Rights)) return StageTwoFault(EventId.FPermission);
        var address = leaf.Output | (_ipa & Low(leaf.Log2Size));
        if (_purpose == StageTwoPurpose.Probe) return UseProbe(leaf.Rights);
        if (_purpose == StageTwoPurpose.StageOneUpdate) return SwapStageOne(address);
        if (_purpose != StageTwoPurpose.Output) return ReadStructure(address);
        if (Context is not null) FillNested(leaf, address);
        if (IsRequest) return GrantNested(leaf, address);
        return Finish(TranslationStatus.Translated, TranslationPath.Walk, new Pa(address));
    }

    // 5.2, S2PTW: a stage 1 walk or CD fetch that lands in Device memory is a stage 2 Permission fault. 3.13.5: an update of a
    // stage 1 descriptor is a write.
    private AccessRights StageTwoRequired => _purpose switch
    {
        StageTwoPurpose.Output or StageTwoPurpose.Probe => Required(_access) & AccessRights.S2All,
        StageTwoPurpose.StageOneUpdate => StageTwoRead | AccessRights.S2Write,
        _ => StageTwoRead,
    };

    private AccessRights StageTwoRead => Stream.Entry.S2PTW ? AccessRights.S2Read | AccessRights.S2Walk : AccessRights.S2Read;

    // DDI 0487 D8.4.2: S2AP, and XN, whose second bit means something only with IDR3.XNX.
    private AccessRights StageTwoRights(Descriptor descriptor)
    {
        var rights = AccessRights.S1All;
        if (descriptor.S2AP is Stage2Access.Read or Stage2Access.ReadWrite) rights |= AccessRights.S2Read;
        if (descriptor.S2AP is Stage2Access.Write or Stage2Access.ReadWrite) rights |= AccessRights.S2Write;
        var xn = unit.Capabilities.Idr3.XNX ? descriptor.XN : (Stage2ExecuteNever)((int)descriptor.XN & 0b10);
        if (xn is Stage2ExecuteNever.Execute or Stage2ExecuteNever.PrivilegedExecute) rights |= AccessRights.S2PrivilegedExecute;
        if (xn is Stage2ExecuteNever.Execute or Stage2ExecuteNever.UnprivilegedExecute) rights |= AccessRights.S2UserExecute;
        if (descriptor.MemAttr > Stage2MemAttr.DeviceGre) rights |= AccessRights.S2Walk;
        if (IsStageTwoWritableClean(descriptor)) rights |= AccessRights.S2Clean;
        return rights;
    }

    // 3.12.1: a stage 2 fault is recorded if STE.S2R, and aborts, unless STE.S2S stalls it. 7.3.16: TTRnW is 1 for the read of a
    // stage 1 descriptor, 0 for its update.
    private WalkStep StageTwoFault(EventId id)
    {
        var record = AccessEvent(id) with { S2 = true, CLASS = StageTwoClass, IPA = new Ipa(_ipa) };
        if (id == EventId.FPermission && _purpose == StageTwoPurpose.StageOneDescriptor) record = record with { TTRnW = true };
        return Stream.Entry.S2S ? Stall(record) : Terminate(record, Stream.Entry.S2R);
    }
}
