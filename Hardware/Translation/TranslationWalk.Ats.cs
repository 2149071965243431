// Not modelled here: requests for several pages at once, memory attributes in completions (CXL.io), PASIDs of translated
// transactions (IDR3.PASIDTT), DPT.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>
/// ATS: Translation Requests and translated transactions, and the check of STE.PPAR for PRI (IHI 0070 3.9.1, 8.1, 13.6, 13.7).
/// </content>
internal sealed partial class TranslationWalk
{
    private bool IsRequest => _transaction.Kind == TransactionKind.TranslationRequest;

    // 6.3.12: REC_CFG_ATS is stored only with IDR0.ATSRECERR.
    private bool RecordsConfigurationErrors => unit.Cr2.RecCfgAts;

    // 5.2, EATS: the effective value; DPT is not offered, so 0b11 is 0b00, and so is split-stage while nothing is checked.
    private SteEats EffectiveEats => Stream.Config == SteConfig.Bypass ? SteEats.Disabled : Stream.Entry.EATS switch
    {
        SteEats.Full => SteEats.Full,
        SteEats.SplitStage when unit.ChecksTranslated => SteEats.SplitStage,
        _ => SteEats.Disabled,
    };

    // 3.9.1.2, 3.9.1.3: what CR0 alone decides. 13.7: without a PASID, and on translated transactions, there is no Exe and no Priv.
    private bool EndsBeforeConfiguration()
    {
        var kind = _transaction.Kind;
        Line = null;
        if (kind == TransactionKind.Translated) _transaction = _transaction with { Substream = null };
        if (_transaction.Substream is null) _access = new AccessAttributes(_access.IsWrite);
        if (kind == TransactionKind.Translated && !unit.Capabilities.Idr0.ATS) AbortSilently();
        else if (kind == TransactionKind.Translated && !unit.Enabled) Forbid();
        else if (kind == TransactionKind.Translated && !unit.ChecksTranslated) PassTranslated();
        else if (kind == TransactionKind.TranslationRequest && !unit.Capabilities.Idr0.ATS) Refuse(CompletionStatus.UnsupportedRequest);
        else if (kind == TransactionKind.TranslationRequest && !unit.Enabled) RefuseAndRecord();
        else if (kind == TransactionKind.PageResponseCheck && !unit.Enabled) AbortSilently();
        else return false;
        return true;
    }

    // A request that is permitted goes the way of any transaction.
    private WalkStep UseStreamForAts()
    {
        if (_transaction.Kind == TransactionKind.PageResponseCheck)
        {
            Finish(TranslationStatus.Translated, TranslationPath.Configuration, default);
            _result = _result with { KeepsPasid = Stream.Entry.PPAR };
            return WalkStep.Done;
        }

        var eats = EffectiveEats;
        if (Stream.Config == SteConfig.Abort) return IsRequest ? Refuse(CompletionStatus.UnsupportedRequest) : AbortSilently();
        if (eats == SteEats.Disabled) return IsRequest ? RefuseAndRecord() : Forbid();
        if (IsRequest) return EnterStream();
        return eats == SteEats.Full ? PassTranslated() : TranslateAgain();
    }

    // 3.9.1.1: bits above OAS abort, without a record.
    private WalkStep PassTranslated() => ExceedsOutputSize(_transaction.Address.Value)
        ? AbortSilently()
        : Finish(TranslationStatus.Translated, TranslationPath.Bypass, new Pa(_transaction.Address.Value));

    // 13.6.3: the address of a split-stage stream is an IPA.
    private WalkStep TranslateAgain()
    {
        if (Stream.OverridesAttributes) OverrideAttributes();
        return BypassStageOne();
    }

    // 7.3.8.
    private WalkStep Forbid() => End(TranslationStatus.Aborted, default(EventRecord) with
    {
        Id = EventId.FTranslForbidden,
        StreamID = _transaction.Stream,
        RnW = !_access.IsWrite,
        InputAddr = _transaction.Address,
    });

    // 7.3.6: what was asked for, before the overrides of the STE; one STU.
    private WalkStep RefuseAndRecord() => End(
        TranslationStatus.Aborted,
        StructureEvent(EventId.FBadAtsTreq) with
        {
            TreqSpan = 1,
            R = true,
            W = _transaction.Access.IsWrite,
            X = IsExecuteRequested,
            Priv = IsPrivilegedRequested,
            InputPage = new Iova(_transaction.Address.Value & ~0xfffUL),
        },
        new TranslationCompletion(CompletionStatus.UnsupportedRequest, default));

    private bool IsExecuteRequested => _transaction.Substream is not null && _transaction.Access.IsInstruction;

    private bool IsPrivilegedRequested => _transaction.Substream is not null && _transaction.Access.IsPrivileged;

    private WalkStep Refuse(CompletionStatus status) =>
        End(TranslationStatus.Aborted, null, new TranslationCompletion(status, default));

    // 3.9.1.2: R = W = 0, and the size is the STU, which is the smallest granule (3.9.1).
    private WalkStep Deny() => Complete(TranslationEntry.Of(0, Log2Stu) with { Priv = IsPrivilegedRequested }, TranslationPath.Walk);

    private int Log2Stu => unit.Capabilities.Idr5 switch { { GRAN4K: true } => 12, { GRAN16K: true } => 14, _ => 16 };

    // 13.6.4: both stages are skipped; a request without a PASID asks for neither Exe nor Priv.
    private WalkStep GrantIdentity(ulong address) =>
        Complete(TranslationEntry.Of(address, Log2Stu) with { R = true, W = true }, TranslationPath.Bypass);

    // 13.6.3, 13.6.5: the smaller of both stages, with the rights that both give; stage 1 may have been skipped.
    private WalkStep GrantNested(in Leaf leaf, ulong address)
    {
        var log2Size = Context is null ? leaf.Log2Size : Math.Min(_stageOne.Log2Size, leaf.Log2Size);
        return Grant(StageOneGrants | (leaf.Rights & AccessRights.S2All), log2Size, address, _ipa, TranslationPath.Walk);
    }

    // 13.7.1: what the translation permits at the privilege in force, as far as it was asked for. Write may be given unasked.
    private WalkStep Grant(AccessRights rights, int log2Size, ulong output, ulong ipa, TranslationPath path)
    {
        var entry = TranslationEntry.Of(EffectiveEats == SteEats.SplitStage ? ipa : output, Math.Max(log2Size, 12));
        var (read, execute) = (Permits(rights, default), Permits(rights, new AccessAttributes(false, IsInstruction: true)));
        var instruction = unit.Capabilities.Idr1.AttrPermsOvr ? Stream.Entry.INSTCFG : InstructionOverride.Incoming;
        (read, execute) = instruction switch
        {
            InstructionOverride.Instruction => (execute, execute),
            InstructionOverride.Data => (read, read),
            _ => (read, read && execute),
        };
        entry = entry with
        {
            R = read,
            W = Permits(rights, AccessAttributes.Write),
            Exe = IsExecuteRequested && execute,
            Priv = IsPrivilegedRequested,
        };
        return entry.GrantsAnything ? Complete(entry, path) : Deny();
    }

    private bool Permits(AccessRights rights, AccessAttributes access) =>
        (Required(access with { IsPrivileged = _access.IsPrivileged }) & ~rights) == AccessRights.None;

    // 3.9.1.2: stage 2 is not entered, and cannot fault, if stage 1 permits nothing that was asked for.
    private bool GrantsNothing(AccessRights rights)
    {
        var isInstruction = unit.Capabilities.Idr1.AttrPermsOvr && Stream.Entry.INSTCFG == InstructionOverride.Instruction;
        return !Permits(rights, new AccessAttributes(false, isInstruction)) && !Permits(rights, AccessAttributes.Write);
    }

    // 3.13.7: what only the dirty state withholds is given after a walk that marks it.
    private bool TryGrantEntry(in IotlbEntry entry, ulong address)
    {
        if (_access.IsWrite && (entry.Rights & AccessRights.AnyClean) != 0 && !Permits(entry.Rights, AccessAttributes.Write)) return false;
        if (entry.Stages != CachedStages.One || !Stream.TranslatesStageTwo)
        {
            var ipa = entry.Tag.IsStageTwo ? entry.Input : entry.Ipa.Value;
            Grant(entry.Rights, entry.Log2Size, entry.Output.Value, ipa, TranslationPath.Iotlb);
        }
        else if (GrantsNothing(entry.Rights | AccessRights.S2All))
        {
            Deny();
        }
        else
        {
            UseStageOneEntry(entry, address);
        }

        return true;
    }

    private WalkStep Complete(TranslationEntry entry, TranslationPath path)
    {
        Finish(TranslationStatus.Translated, path, new Pa(entry.Address));
        _result = _result with { Completion = new TranslationCompletion(CompletionStatus.Success, entry) };
        return WalkStep.Done;
    }

    // 3.9.1.2, 3.9.1.3, 8.1: what would be an event of an ordinary transaction.
    private WalkStep TerminateAts(in EventRecord record, bool isRecorded)
    {
        var isTranslationFault = record.Id is EventId.FTranslation or EventId.FAddrSize or EventId.FAccess or EventId.FPermission;
        if (IsRequest && isTranslationFault) return Deny();
        // RECINVSID counts for requests and page responses, not for translated transactions; stage 2 of those records as ever.
        var isTranslated = _transaction.Kind == TransactionKind.Translated;
        var records = isTranslated && (isTranslationFault || record.Id == EventId.FWalkEabt)
            ? isRecorded
            : RecordsConfigurationErrors && (isRecorded || isTranslated);
        var status = IsRequest ? CompletionStatus.CompleterAbort : CompletionStatus.None;
        return End(TranslationStatus.Aborted, records ? record : null, new TranslationCompletion(status, default));
    }

    private WalkStep End(TranslationStatus status, EventRecord? record, TranslationCompletion completion = default)
    {
        _phase = Phase.Done;
        _result = new TranslationResult(status, TranslationPath.Configuration, default, record is not null, record.GetValueOrDefault())
        {
            Completion = completion,
            MayMerge = record is { } told && MayMerge(told.Id),
        };
        return WalkStep.Done;
    }
}
