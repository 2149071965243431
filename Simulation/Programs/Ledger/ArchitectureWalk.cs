using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs.Ledger;

/// <summary>
/// The walk of the architecture where any TLB entry may be hit that may exist: also one that another stream with the same
/// tags made (3.17), or the same stream under a configuration that was replaced.
/// </summary>
internal sealed class ArchitectureWalk(
    ChoiceMemory memory, InvalidationLedger invalidations, ModelDecoder decoder, ModelStreamTable table,
    IReadOnlyList<Candidate> candidates)
    : ModelWalk(memory, decoder, table, DivergenceSet.None)
{
    private readonly ChoiceMemory _memory = memory;

    /// <inheritdoc/>
    protected override ModelAnswer TranslateStageOne(in ModelAccess access, ModelStream stream)
    {
        var others = Others(stream, atStageTwo: false);
        var choice = _memory.Choose(others.Count + 1);
        return choice == 0 ? base.TranslateStageOne(access, stream) : HitOf(access, stream, others[choice - 1]);
    }

    /// <inheritdoc/>
    protected override bool TryStageTwo(
        in ModelAccess access, ModelStream owner, ModelStream source, StageTwoUse use, ulong ipa, out ModelLeaf leaf, out ModelAnswer fault)
    {
        var others = Others(source, atStageTwo: true);
        var choice = _memory.Choose(others.Count + 1);
        if (choice == 0) return base.TryStageTwo(access, owner, source, use, ipa, out leaf, out fault);
        var done = base.TryStageTwo(access, owner, others[choice - 1].Stream, use, ipa, out leaf, out fault);
        var read = new ModelRead(ReadKind.StageTwo, 0, owner.Stream)
        {
            Vmid = owner.Vmid,
            Asid = owner.Context?.Descriptor.ASID.Value ?? 0,
            HasStageOne = owner.HasStageOne,
            Iova = access.Iova,
            Ipa = ipa,
            Use = use,
        };
        if ((!done && fault.Event.Id != EventId.FPermission) || !invalidations.MayOutlive(others[choice - 1], read, default))
            _memory.Reject();
        return done;
    }

    // An entry that another stream's walk made: a walk that ends in a fault makes none, but its rights may refuse this access.
    private ModelAnswer HitOf(in ModelAccess access, ModelStream owner, Candidate candidate)
    {
        var source = candidate.Stream;
        var done = TryStageOne(access, owner, source, out var leaf, out var ipa, out var fault);
        if (done && source.HasStageTwo) fault = TranslateOutput(access, owner, source, ipa, out _);
        else if (done) fault = ModelAnswer.At(ipa);
        var (sourceAsid, asid) = (source.Context!.Descriptor.ASID.Value, owner.Context!.Descriptor.ASID.Value);
        var isOwn = sourceAsid == asid || leaf.IsGlobal;
        var read = new ModelRead(ReadKind.StageOne, 0, owner.Stream)
        {
            Vmid = owner.Vmid,
            Asid = asid,
            Iova = access.Iova,
            Level = leaf.Level,
            PageShift = leaf.PageShift,
            Log2Size = leaf.Log2Size,
        };
        var isFault = fault.Kind != ModelAnswerKind.Address && fault.Event.Id != EventId.FPermission;
        var descriptor = default(Descriptor) with { Valid = true, NG = !leaf.IsGlobal };
        if (!isOwn || isFault || !invalidations.MayOutlive(candidate, read, descriptor)) _memory.Reject();
        return fault;
    }

    private List<Candidate> Others(ModelStream own, bool atStageTwo)
    {
        var others = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var stream = candidate.Stream;
            if (stream.Vmid != own.Vmid || !(atStageTwo ? stream.HasStageTwo : stream.Context is not null)) continue;
            var isOther = atStageTwo
                ? stream.StageTwo != own.StageTwo && others.TrueForAll(other => other.Stream.StageTwo != stream.StageTwo)
                : stream.Context != own.Context || stream.StageTwo != own.StageTwo;
            if (isOther) others.Add(candidate);
        }

        return others;
    }
}

/// <summary>A configuration whose translations a TLB may hold.</summary>
/// <param name="Stream">The configuration.</param>
/// <param name="EntryReplacedAt">When the newest replaced value of its STE was replaced; -1 if it is all current.</param>
/// <param name="ContextReplacedAt">The same for its CD and what located it.</param>
internal readonly record struct Candidate(ModelStream Stream, int EntryReplacedAt, int ContextReplacedAt);
