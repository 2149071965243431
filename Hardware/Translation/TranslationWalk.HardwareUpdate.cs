// Not modelled here: access flags of table descriptors (HAFT, IDR0.HTTU = 3), updates for speculative accesses.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <content>
/// Hardware update of access flag and dirty state (IHI 0070 3.13). A leaf is updated by compare-and-swap only when its access is
/// known to be permitted; if it is found changed, what was found is used as though it had just been read. Below a stage 2 the
/// output is tried first, so that an access that faults there marks nothing at stage 1.
/// </content>
internal sealed partial class TranslationWalk
{
    private const AccessRights StageOneWrites = AccessRights.S1PrivilegedWrite | AccessRights.S1UserWrite;

    private Descriptor _stageOneExpected;
    private Descriptor _stageOneDesired;
    private Descriptor _stageTwoExpected;
    private Descriptor _stageTwoDesired;
    private ulong _leafDescriptor;
    private bool _stageTwoRefusesWrites;

    /// <summary>The compare-and-swap that the last step asked for.</summary>
    public DescriptorUpdate Update => _phase == Phase.StageOneUpdate
        ? new DescriptorUpdate(_stageOneExpected.Raw, _stageOneDesired.Raw)
        : new DescriptorUpdate(_stageTwoExpected.Raw, _stageTwoDesired.Raw);

    // A cached translation lacks a right that only the dirty state withholds: hardware that marks the leaf may grant it.
    private static bool HardwareMayGrant(AccessRights missing, AccessRights rights) =>
        (missing & AccessRights.S1All) != 0
            ? (missing & AccessRights.S1All & ~StageOneWrites) == 0 && (rights & AccessRights.S1Clean) != 0
            : missing == AccessRights.S2Write && (rights & AccessRights.S2Clean) != 0;

    // 3.13.3.1: read-only by AP[2] alone, with DBM. 5.4: HD without HA is as though neither were set.
    private bool IsWritableClean(Descriptor descriptor)
    {
        ref readonly var cd = ref Context!.Descriptor;
        return cd.HD && cd.HA && descriptor.DBM && ((int)descriptor.AP & 0b10) != 0 && !_noWrite && !_stageTwoRefusesWrites;
    }

    private static Descriptor Dirtied(Descriptor descriptor) => descriptor with { AP = (Stage1Access)((int)descriptor.AP & 0b01) };

    private Descriptor StageOneUpdated(Descriptor descriptor, bool isClean)
    {
        if (!Context!.Descriptor.HA) return descriptor;
        if (isClean && _access.IsWrite) descriptor = Dirtied(descriptor);
        return descriptor with { AF = true };
    }

    private WalkStep UpdateStageOne(Descriptor expected, Descriptor desired, ulong output)
    {
        if (IsSpeculative) return AbortSilently();
        (_stageOneExpected, _stageOneDesired) = (expected, desired);
        if (!Stream.TranslatesStageTwo) return SwapStageOne(_fetchAddress);
        _leafDescriptor = _ipa;
        return TranslateStageTwo(StageTwoPurpose.Probe, output);
    }

    // 3.13.7.1: a Translation Request that stage 2 cannot give a write leaves stage 1 clean; that is looked at anew.
    private WalkStep UseProbe(AccessRights stageTwo)
    {
        if (!IsRequest || _stageTwoRefusesWrites || (stageTwo & (AccessRights.S2Write | AccessRights.S2Clean)) != 0)
            return TranslateStageTwo(StageTwoPurpose.StageOneUpdate, _leafDescriptor);
        (_stageTwoRefusesWrites, _ipa) = (true, _leafDescriptor);
        return UseStageOneDescriptor(_stageOneExpected);
    }

    private WalkStep SwapStageOne(ulong address) =>
        Read(Phase.StageOneUpdate, FetchKind.StageOneUpdate, address);

    private WalkStep UseStageOneUpdate(ulong observed) =>
        UseStageOneDescriptor(observed == _stageOneExpected.Raw ? _stageOneDesired : new Descriptor(observed));

    private bool IsStageTwoWritableClean(Descriptor descriptor)
    {
        ref readonly var ste = ref Stream.Entry;
        return ste.S2HD && ste.S2HA && descriptor.DBM && ((int)descriptor.S2AP & 0b10) == 0;
    }

    // 3.13.3.1: the fetch of an L1CD or CD sets AF but is no write.
    private Descriptor StageTwoUpdated(Descriptor descriptor)
    {
        if (!Stream.Entry.S2HA) return descriptor;
        if (IsStageTwoWritableClean(descriptor) && MarksStageTwo)
            descriptor = descriptor with { S2AP = (Stage2Access)((int)descriptor.S2AP | 0b10) };
        return descriptor with { AF = true };
    }

    // 3.13.7.1: a Translation Request with NW = 0 counts as a write where stage 1 permits one.
    private bool MarksStageTwo => IsRequest && _purpose == StageTwoPurpose.Output
        ? _access.IsWrite && Permits(StageOneGrants | AccessRights.S2All, AccessAttributes.Write)
        : (StageTwoRequired & AccessRights.S2Write) != 0;

    private AccessRights StageOneGrants => Context is null ? AccessRights.S1All : _stageOne.Rights & AccessRights.S1All;

    // Nothing is cached before its access flag is set, and nothing is marked for an access that is not permitted.
    private WalkStep UpdateStageTwo(Descriptor expected, Descriptor desired, Leaf leaf)
    {
        if (_purpose == StageTwoPurpose.Probe || !StageTwoPermits(leaf.Rights)) return UseStageTwoLeaf(leaf);
        if (IsSpeculative) return AbortSilently();
        (_stageTwoExpected, _stageTwoDesired) = (expected, desired);
        return Read(Phase.StageTwoUpdate, FetchKind.StageTwoUpdate, _fetchAddress);
    }

    private WalkStep UseStageTwoUpdate(ulong observed) =>
        UseStageTwoDescriptor(observed == _stageTwoExpected.Raw ? _stageTwoDesired : new Descriptor(observed));

    private bool StageTwoPermits(AccessRights rights)
    {
        if ((rights & AccessRights.S2Clean) != 0) rights |= AccessRights.S2Write;
        if (IsRequest && _purpose == StageTwoPurpose.Probe) return true;
        // 13.7.1: a request fails only if nothing at all can be given.
        if (IsRequest && _purpose == StageTwoPurpose.Output) return !GrantsNothing(StageOneGrants | (rights & AccessRights.S2All));
        return (StageTwoRequired & ~rights) == 0;
    }
}
