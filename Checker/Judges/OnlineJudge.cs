using System.Numerics;
using ActorIommu.Checker.Ghost;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Judges;

/// <summary>
/// The white box judge: which versions of descriptors each SMMU and each ATC may still use, from the stores to tables, the commands
/// and the completed CMD_SYNCs. It tells what software promised from what hardware promised.
/// </summary>
internal sealed class OnlineJudge
{
    private DmaUse _last;
    private long _lastAt;

    /// <summary>False where the order of the stamps is not the order of events: then it has no opinion.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>A new history begins.</summary>
    public void Reset() => (_last, _lastAt) = (default, 0);

    /// <summary>The opinion on a DMA that ends; several oracles ask, it is formed once.</summary>
    public DmaUse Of(in StampedEvent stamped, GhostState ghost)
    {
        if (_lastAt != stamped.Sequence) (_last, _lastAt) = (IsOn ? Judge((DmaEnded)stamped.Event, ghost) : default, stamped.Sequence);
        return _last;
    }

    private static DmaUse Judge(DmaEnded ended, GhostState ghost)
    {
        if (!ended.ReachedMemory) return new DmaUse(DmaUseKind.Refused);
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return default;
        if (ended.Path == TranslationPath.GlobalBypass) return default;
        if (ghost.Attachments.Of(ended.Smmu, ended.Stream, dma.Started.Substream) is not { } attachments) return default;
        var best = new DmaUse(DmaUseKind.Foreign);
        foreach (var one in attachments)
        {
            if (!AttachmentTable.MayMeet(one, dma.StartedAt) || !ghost.Domains.TryGetValue(one.Domain, out var domain)) continue;
            var use = Meet(domain, dma, ended, ghost);
            if (use.Kind == DmaUseKind.Unjudged) return use;
            if (IsBetter(use, best)) best = use;
        }

        return best;
    }

    private static DmaUse Meet(DomainState domain, in DmaState dma, DmaEnded ended, GhostState ghost)
    {
        var kind = domain.Created.Kind;
        if (kind == DomainKind.Identity)
            return new DmaUse(ended.Output.Value == dma.Started.Input.Value ? DmaUseKind.Allowed : DmaUseKind.Foreign);
        if (kind == DomainKind.Blocked || ended.Path == TranslationPath.StreamBypass) return new DmaUse(DmaUseKind.Foreign);
        if (kind == DomainKind.Nested)
            return domain.Created.Parent is { } parent && ghost.Domains.TryGetValue(parent, out var below) ? Nested(below, dma, ended,
                ghost) : default;
        if (domain.Versions.Count == 0) return default;
        var best = new DmaUse(DmaUseKind.Foreign);
        for (var sizes = domain.Sizes; sizes != 0; sizes &= sizes - 1)
        {
            var shift = BitOperations.TrailingZeroCount(sizes);
            var index = ghost.FirstOf(domain.Created.Domain, shift, dma.Started.Input.Value >> shift);
            for (; index >= 0; index = ghost.NextOf(index))
            {
                var version = ghost.Version(index);
                var offset = dma.Started.Input.Value - version.First;
                if (version.IsTable || version.Output + offset != ended.Output.Value || !version.Permits(dma.Started.Access)) continue;
                var use = Weigh(version, dma, ended, ghost, isNested: false);
                if (IsBetter(use, best)) best = use;
            }
        }

        return best;
    }

    // The guest's stage 1 is not known here; what counts is whether the host's stage 2 lets anybody reach the page.
    private static DmaUse Nested(DomainState parent, in DmaState dma, DmaEnded ended, GhostState ghost)
    {
        if (parent.Versions.Count == 0) return default;
        var best = new DmaUse(DmaUseKind.Foreign);
        foreach (var index in parent.Versions)
        {
            var version = ghost.Version(index);
            if (version.IsTable || ended.Output.Value - version.Output >= 1UL << version.Shift) continue;
            if (!version.Permits(dma.Started.Access)) continue;
            var use = Weigh(version, dma, ended, ghost, isNested: true);
            if (IsBetter(use, best)) best = use;
        }

        return best;
    }

    private static DmaUse Weigh(VersionState version, in DmaState dma, DmaEnded ended, GhostState ghost, bool isNested)
    {
        var by = TakenBy(version, dma.Started.Input.Value);
        var isStale = by is { PromisedAt: > 0 } && by.Began.Kind is OperationKind.Unmap or OperationKind.ChangePermissions
            && by.PromisedAt < dma.StartedAt
            && version.WrittenBy is { EndedAt: > 0 } map && map.EndedAt < by.BeganAt;
        var gone = version.RevokedAt == 0 ? 0 : GoneFrom(version, dma, ended, ghost, isNested);
        return new DmaUse(isStale ? DmaUseKind.Stale : DmaUseKind.Allowed, by, version, gone);
    }

    // Of a block an unmap may have taken a part only.
    private static OperationState? TakenBy(VersionState version, ulong input)
    {
        foreach (var (first, last, by) in version.Parts)
        {
            if (input >= first && input <= last) return by;
        }

        return version.RevokedBy;
    }

    private static long GoneFrom(VersionState version, in DmaState dma, DmaEnded ended, GhostState ghost, bool isNested)
    {
        if (ended.Path == TranslationPath.Atc)
        {
            var atc = ghost.AtcOf(ended.Smmu, ended.Stream);
            return atc < 0 ? 0 : version.AtcGoneAt(atc, dma.Started.Substream);
        }

        var own = version.GoneAt[ended.Smmu.Value];
        return isNested ? Both(own, version.CombinedGoneAt[ended.Smmu.Value]) : own;
    }

    private static long Both(long one, long other) => one == 0 || other == 0 ? 0 : Math.Max(one, other);

    // What speaks for the DMA wins: one mapping that it may use is enough.
    private static bool IsBetter(in DmaUse use, in DmaUse than) => Rank(use) > Rank(than);

    private static int Rank(in DmaUse use) => use.Kind switch
    {
        DmaUseKind.Allowed => use.GoneAt == 0 ? 4 : 3,
        DmaUseKind.Stale => use.GoneAt == 0 ? 2 : 1,
        _ => 0,
    };
}
