using ActorIommu.Checker.Ghost;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Judges;

/// <summary>
/// The black box judge: it knows operations and DMAs as intervals and nothing else - no table, no command, no queue. It is the
/// cross-check of the white box, and the only judge where the order of the stamps is not the order of events. Every access is taken
/// for legal that some order of the intervals makes legal.
/// </summary>
internal sealed class IntervalJudge
{
    private readonly Dictionary<DomainId, List<Mapping>> _mappings = [];
    private readonly Stack<List<Mapping>> _free = [];
    private DmaUse _last;
    private long _lastAt;

    // Began: from then on it may be used. Sure: it surely is there; 0 for not. GoingBy: who takes it away, GoingFrom: since then it is
    // not sure any more. It may be used until GoingBy's promise; a mapping whose fate is uncertain is left usable for ever.
    private readonly record struct Mapping(
        ulong First, ulong Last, ulong Output, Permissions Permissions, OperationState By, long Sure, OperationState? GoingBy,
            long GoingFrom);

    /// <summary>A new history begins.</summary>
    public void Reset()
    {
        foreach (var list in _mappings.Values)
        {
            list.Clear();
            _free.Push(list);
        }

        _mappings.Clear();
        (_last, _lastAt) = (default, 0);
    }

    /// <summary>Takes in the beginning of an operation; the ghost has it already.</summary>
    public void Began(OperationState operation)
    {
        var began = operation.Began;
        if (began.SizeBytes == 0 || began.Kind is not (OperationKind.Map or OperationKind.Unmap or OperationKind.ChangePermissions)) return;
        if (!_mappings.TryGetValue(began.Domain, out var list)) _mappings.Add(began.Domain, list = _free.TryPop(out var used) ? used : []);
        var last = began.Iova.Value + (began.SizeBytes - 1);
        if (began.Kind == OperationKind.Map)
        {
            list.Add(new Mapping(began.Iova.Value, last, began.Pa.Value, began.Permissions, operation, 0, null, 0));
            return;
        }

        Cut(list, began.Iova.Value);
        Cut(list, last + 1);
        for (var index = list.Count - 1; index >= 0; index--)
        {
            var one = list[index];
            if (one.First < began.Iova.Value || one.Last > last || one.Sure == 0) continue;
            if (one.GoingBy is not (null or { EndedAt: > 0, Status: OperationStatus.Failed })) continue;
            list[index] = one with { GoingBy = operation, GoingFrom = operation.BeganAt };
            if (began.Kind == OperationKind.ChangePermissions)
                list.Add(new Mapping(one.First, one.Last, one.Output, began.Permissions, operation, 0, null, 0));
        }
    }

    /// <summary>Takes in the end of an operation; the ghost has it already.</summary>
    public void Ended(OperationState operation)
    {
        if (!_mappings.TryGetValue(operation.Began.Domain, out var list) || operation.Status == OperationStatus.Failed) return;
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index].By == operation) list[index] = list[index] with { Sure = operation.EndedAt };
        }
    }

    /// <summary>The opinion on a DMA that ends; several oracles ask, it is formed once.</summary>
    public DmaUse Of(in StampedEvent stamped, GhostState ghost)
    {
        if (_lastAt != stamped.Sequence) (_last, _lastAt) = (Judge((DmaEnded)stamped.Event, ghost), stamped.Sequence);
        return _last;
    }

    /// <summary>
    /// True if the access, which was refused for lack of a mapping or of permission, was due a mapping during all of its time.
    /// </summary>
    public bool WasDue(in DmaState dma, List<Attachment> attachments, GhostState ghost)
    {
        if (AttachmentTable.OnlyOne(attachments, dma.StartedAt) is not { } only) return false;
        if (!ghost.Domains.TryGetValue(only.Domain, out var domain) || !_mappings.TryGetValue(only.Domain, out var list)) return false;
        if (domain.Created.Kind is not (DomainKind.StageOne or DomainKind.StageTwo)) return false;
        foreach (var one in list)
        {
            if (Contains(one, dma.Started.Input.Value) && one.Sure != 0 && one.Sure < dma.StartedAt && one.GoingFrom == 0
                && Permits(one, dma.Started.Access))
                return true;
        }

        return false;
    }

    private DmaUse Judge(DmaEnded ended, GhostState ghost)
    {
        if (!ended.ReachedMemory) return new DmaUse(DmaUseKind.Refused);
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return default;
        if (ended.Path == TranslationPath.GlobalBypass) return default;
        if (ghost.Attachments.Of(ended.Smmu, ended.Stream, dma.Started.Substream) is not { } attachments) return default;
        var best = new DmaUse(DmaUseKind.Foreign);
        foreach (var one in attachments)
        {
            if (!AttachmentTable.MayMeet(one, dma.StartedAt) || !ghost.Domains.TryGetValue(one.Domain, out var domain)) continue;
            var use = Meet(domain, dma, ended);
            if (use.Kind is DmaUseKind.Allowed or DmaUseKind.Unjudged) return use;
            if (use.Kind == DmaUseKind.Stale) best = use;
        }

        return best;
    }

    private DmaUse Meet(DomainState domain, in DmaState dma, DmaEnded ended)
    {
        var kind = domain.Created.Kind;
        if (kind == DomainKind.Identity)
            return new DmaUse(ended.Output.Value == dma.Started.Input.Value ? DmaUseKind.Allowed : DmaUseKind.Foreign);
        if (kind == DomainKind.Blocked || ended.Path == TranslationPath.StreamBypass) return new DmaUse(DmaUseKind.Foreign);
        var isNested = kind == DomainKind.Nested;
        var tables = isNested ? domain.Created.Parent.GetValueOrDefault() : domain.Created.Domain;
        if (!_mappings.TryGetValue(tables, out var list)) return default;
        var best = new DmaUse(DmaUseKind.Foreign);
        foreach (var one in list)
        {
            var reaches = isNested
                ? ended.Output.Value - one.Output <= one.Last - one.First
                : Contains(one, dma.Started.Input.Value) && one.Output + (dma.Started.Input.Value - one.First) == ended.Output.Value;
            if (!reaches || !Permits(one, dma.Started.Access)) continue;
            if (one.Sure == 0) best = new DmaUse(DmaUseKind.Allowed, IsUncertain: true);
            else if (one.GoingBy is not { PromisedAt: > 0 } by || by.PromisedAt > dma.StartedAt) return new DmaUse(DmaUseKind.Allowed);
            else if (best.Kind == DmaUseKind.Foreign) best = new DmaUse(DmaUseKind.Stale, by);
        }

        return best;
    }

    private static bool Contains(in Mapping one, ulong input) => one.First <= input && input <= one.Last;

    private static bool Permits(in Mapping one, in AccessAttributes access) => access.IsWrite ? one.Permissions.Write
        : one.Permissions.Read;

    // So that an operation on a part of a mapping is an operation on a mapping.
    private static void Cut(List<Mapping> list, ulong at)
    {
        for (var index = list.Count - 1; index >= 0; index--)
        {
            var one = list[index];
            if (one.First >= at || one.Last < at) continue;
            list[index] = one with { Last = at - 1 };
            list.Add(one with { First = at, Output = one.Output + (at - one.First) });
        }
    }
}
