using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>
/// The walk of <see cref="ModelWalk"/> with QEMU's caches: configurations by stream, translations by key. With all
/// divergences on it predicts QEMU; with one on it tells what that one alone does.
/// </summary>
internal sealed class QemuModel(ModelMemory memory, ModelDecoder decoder, ModelStreamTable table, DivergenceSet rules)
    : ModelWalk(memory, decoder, table, rules)
{
    private readonly Dictionary<uint, ModelStream> _configurations = [];
    private readonly QemuTlb _tlb = new();
    private bool _isStopped;

    /// <summary>Executes a command; of those behind one that it refuses none, since no program acknowledges the error.</summary>
    public void Execute(in Command command)
    {
        _isStopped |= !Consumes(command);
        if (_isStopped) return;
        _tlb.Execute(command);
        switch (command.Opcode)
        {
            case CommandOpcode.CfgiSte or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll:
                _configurations.Remove(command.StreamID.Value);
                break;
            case CommandOpcode.CfgiSteRange:
                var low = (uint)((2UL << command.Range) - 1);
                var first = command.StreamID.Value & ~low;
                foreach (var stream in _configurations.Keys)
                {
                    if (stream >= first && stream <= (first | low)) _configurations.Remove(stream);
                }

                break;
        }
    }

    // Divergence 20: it consumes commands of features that it does not offer; SSec = 1 counts for CMD_CFGI_* alone.
    private static bool Consumes(in Command command) => command.Opcode switch
    {
        CommandOpcode.CfgiSte or CommandOpcode.CfgiSteRange or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll => !command.SSec,
        CommandOpcode.PrefetchConfig or CommandOpcode.PrefetchAddr => true,
        CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa => true,
        CommandOpcode.TlbiEl3All or CommandOpcode.TlbiEl3Va => true,
        CommandOpcode.TlbiEl2All or CommandOpcode.TlbiEl2Asid or CommandOpcode.TlbiEl2Va or CommandOpcode.TlbiEl2Vaa => true,
        CommandOpcode.TlbiS12Vmall or CommandOpcode.TlbiS2Ipa or CommandOpcode.TlbiNsnhAll => true,
        CommandOpcode.AtcInv or CommandOpcode.PriResp or CommandOpcode.Resume or CommandOpcode.StallTerm or CommandOpcode.Sync => true,
        _ => false,
    };

    /// <inheritdoc/>
    protected override bool TryConfigure(in ModelAccess access, out ModelStream stream, out ModelAnswer fault)
    {
        fault = default;
        if (_configurations.TryGetValue(access.Stream, out stream!)) return true;
        if (!TryReadConfiguration(access, out stream, out fault)) return false;
        _configurations.Add(access.Stream, stream);
        return true;
    }

    /// <inheritdoc/>
    protected override ModelAnswer TranslateStageTwoAlone(in ModelAccess access, ModelStream stream)
    {
        if (!TryStageTwoCached(access, stream, StageTwoUse.Output, access.Iova, out var leaf, out var isHit, out var fault)) return fault;
        // A read hit on a page that is write-only reaches the device as an abort, whatever the stream records.
        return isHit && !leaf.Permits(access.IsWrite)
            ? Rules.Has(Divergence.WarmStageTwoRights)
                ? ModelAnswer.Silent
                : StageTwoFault(EventId.FPermission, access, stream, StageTwoUse.Output, access.Iova)
            : ModelAnswer.At(leaf.Output | (access.Iova & leaf.OffsetMask));
    }

    /// <inheritdoc/>
    protected override bool TryStageTwoForStructure(
        in ModelAccess access, ModelStream stream, StageTwoUse use, ulong ipa, out ModelLeaf leaf, out ModelAnswer fault)
    {
        if (!TryStageTwoCached(access, stream, use, ipa, out leaf, out var isHit, out fault)) return false;
        if (!isHit || leaf.CanRead || Rules.Has(Divergence.WarmStageTwoRights)) return true;
        fault = StageTwoFault(EventId.FPermission, access, stream, use, ipa);
        return false;
    }

    /// <inheritdoc/>
    protected override ModelAnswer TranslateStageOne(in ModelAccess access, ModelStream stream)
    {
        var context = stream.Context!;
        var isIn = TrySelectHalf(context, access.Iova, out var half);
        // An address in a disabled half is looked up all the same, in the granule of stage 2; one between the halves is not.
        if (!isIn && half.Table is not null) return StageOneFault(EventId.FTranslation, access, stream);
        if (TryFindStageOne(access, stream, half, out var hit)) return UseHit(access, stream, hit);
        if (!TryStageOne(access, stream, stream, out var one, out var output, out var fault)) return fault;
        var everything = new ModelLeaf(0, 64, 0, 0, true, true);
        var (leaf, two, answer) = (one, everything, ModelAnswer.At(output));
        if (stream.HasStageTwo)
        {
            answer = TranslateOutput(access, stream, stream, output, out two);
            if (answer.Kind != ModelAnswerKind.Address) return answer;
            if (two.Log2Size < one.Log2Size) leaf = two;
        }

        var mask = leaf.OffsetMask;
        _tlb.Fill(
            new QemuTlbKey(context.Descriptor.ASID.Value, stream.Vmid, access.Iova & ~mask, leaf.PageShift, leaf.Level),
            new QemuTlbEntry(answer.Address & ~mask, leaf.Log2Size, one, two, output & ~mask));
        return answer;
    }

    private bool TryFindStageOne(in ModelAccess access, ModelStream stream, in Half half, out QemuTlbEntry entry)
    {
        int asid = stream.Context!.Descriptor.ASID.Value, vmid = stream.Vmid;
        var (shift, bits) = half.Table is { } table ? (table.PageShift, table.InputBits) : (0, 64);
        if (_tlb.TryFind(asid, vmid, access.Iova, shift, bits, out entry)) return true;
        return stream.StageTwo is { } second && second.PageShift != shift
            && _tlb.TryFind(asid, vmid, access.Iova, second.PageShift, bits, out entry);
    }

    private ModelAnswer UseHit(in ModelAccess access, ModelStream stream, in QemuTlbEntry hit)
    {
        var offset = access.Iova & ((1UL << hit.Log2Size) - 1);
        if (!hit.One.Permits(access.IsWrite)) return StageOneFault(EventId.FPermission, access, stream);
        if (hit.Two.Permits(access.IsWrite)) return ModelAnswer.At(hit.Output | offset);
        if (!Rules.Has(Divergence.WarmStageTwoRights))
            return StageTwoFault(EventId.FPermission, access, stream, StageTwoUse.Output, hit.Ipa | offset);
        // A read passes; a write is refused, but the record has no IPA.
        return access.IsWrite
            ? StageTwoFault(EventId.FPermission, access, stream, StageTwoUse.Output, 0)
            : ModelAnswer.At(hit.Output | offset);
    }

    private bool TryStageTwoCached(
        in ModelAccess access, ModelStream stream, StageTwoUse use, ulong ipa, out ModelLeaf leaf, out bool isHit, out ModelAnswer fault)
    {
        var table = stream.StageTwo!.Value;
        fault = default;
        isHit = _tlb.TryFind(-1, stream.Vmid, ipa, table.PageShift, table.InputBits, out var entry);
        leaf = entry.Two;
        if (isHit) return true;
        if (!TryStageTwo(access, stream, stream, use, ipa, out leaf, out fault)) return false;
        var input = ipa & ~leaf.OffsetMask;
        var key = new QemuTlbKey(-1, stream.Vmid, input, leaf.PageShift, leaf.Level);
        _tlb.Fill(key, new QemuTlbEntry(leaf.Output, leaf.Log2Size, leaf, leaf, input));
        return true;
    }
}
