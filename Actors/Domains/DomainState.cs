using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>What came of a step of an operation.</summary>
/// <param name="Batches">To be issued before its next step; null if nothing is.</param>
/// <param name="IsWaiting">It goes on when an invalidation ends.</param>
/// <param name="IsOver">It is over.</param>
/// <param name="Answer">For who asked.</param>
internal readonly record struct DomainTurn(
    ImmutableArray<CommandBatch>? Batches = null, bool IsWaiting = false, bool IsOver = false, IIommuProtocol? Answer = null);

/// <summary>
/// A domain: its table, what its invalidations have to reach, and the operations under way. It outlives the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class DomainState<TRequester>
{
    private readonly DomainDescription _description;
    private readonly DomainTable _table;
    private readonly HostIds _ids;
    private readonly Dictionary<RequestId, Open> _open = [];
    private readonly List<DomainMember> _members = [];
    private InvalidationArray _array = InvalidationArray.Empty;
    private long _operations;
    private bool _isClean = true;

    /// <param name="description">What it is made of.</param>
    public DomainState(DomainDescription description)
    {
        (_description, _ids) = (description, HostIds.Of(description.Id));
        _table = new DomainTable(description.Id, description.Pool, description.Root, description.Settings);
    }

    /// <summary>Issues what an operation needs.</summary>
    public CommandRun Run(RequestId id, ImmutableArray<CommandBatch> batches) =>
        new(_description.Rings, batches, _description.Host, _ids, _open[id].Memory.Operation);

    /// <summary>Whether it may end: nobody uses it, and nothing is under way.</summary>
    public DomainDestroyed Destroy(RequestId request)
    {
        var isUnused = _members.Count == 0 && _open.Count == 0;
        if (History.IsOn) History.Record(new DomainDestroyAnswered(Id, isUnused));
        return new DomainDestroyed(Id, request, isUnused ? HostResult.Ok : HostResult.Busy, _isClean);
    }

    /// <summary>Its name.</summary>
    public DomainId Id => _description.Id;

    private IHistory History => _description.Host.Experiment.History;

    private BugSet Bugs => _description.Host.Experiment.Bugs;

    /// <summary>Begins an operation; its first step is to be made.</summary>
    public TakeStep Begin(DomainOperation operation, TRequester requester)
    {
        var id = new RequestId(++_operations);
        var (host, name) = (_description.Host, _ids.NextOperation());
        if (History.IsOn) History.Record(operation.Began(name, Id));
        _open.Add(id, new Open(operation, requester, new StoreBuffer(host.Memory, host.Choices, History, name)));
        return new TakeStep(id, 0);
    }

    /// <summary>True if a new operation may use these addresses; else what to answer.</summary>
    public bool Admits(Iova address, Pa output, ulong sizeBytes, bool isMap, out HostResult refusal)
    {
        refusal = HostResult.Invalid;
        if (!_table.Allows(address.Value, output.Value, sizeBytes)) return false;
        // As areas of an I/O address space, addresses belong to an operation until it is over.
        refusal = isMap ? HostResult.Exists : HostResult.Busy;
        return !_open.Values.Any(open => open.Operation.Overlaps(address.Value, sizeBytes))
            && !(isMap ? AwaitsFlush(address.Value, sizeBytes) : IsHeld(address.Value, sizeBytes));
    }

    /// <summary>True if this is the step that an operation is to make next.</summary>
    public bool IsNext(TakeStep step) => _open.TryGetValue(step.Operation, out var open) && open.Ticket == step.Ticket && !open.IsWaiting;

    /// <summary>Makes a step.</summary>
    public DomainTurn Step(RequestId id, out TRequester requester)
    {
        var open = _open[id];
        requester = open.Requester;
        open.Ticket++;
        open.IsWaiting = open.Operation.ExcludesAtsInvalidations && _open.Values.Any(one => one.InvalidatesAts);
        if (open.IsWaiting) return new DomainTurn(IsWaiting: true);
        OperationStep step;
        do step = open.Operation.Step(_table, open.Memory, Bugs);
        while (step.Need == OperationNeed.Turn && !_description.Host.TakesTurns());
        switch (step.Need)
        {
            case OperationNeed.Turn:
                return default;
            case OperationNeed.Done:
                open.Memory.Barrier();
                // What was to be invalidated may still be cached with its tags, and lead to its tables.
                _isClean &= step.Result != HostResult.Degraded;
                Close(id, open.Operation);
                if (History.IsOn) History.Record(Ended(open.Memory.Operation, step));
                return new DomainTurn(IsOver: true, Answer: step.Answer);
        }

        // What was cleared is visible before the array is read (Linux: smp_mb in arm_smmu_domain_inv_range).
        if (!Bugs.Has(Bug.InvsNoBarrier)) open.Memory.Barrier();
        ImmutableArray<CommandBatch> batches = step.Need == OperationNeed.TagInvalidation
            ? [new CommandBatch(step.Tag.Smmu, [InvalidationPlan.Whole(step.Tag)])]
            : _description.Plan.Of(_array, step.Range);
        if (batches.IsEmpty) return default;
        (open.IsWaiting, open.Issues) = (true, true);
        open.InvalidatesAts = batches.Any(batch => batch.IsAtc);
        return new DomainTurn(batches, IsWaiting: true);
    }

    /// <summary>The invalidation of an operation has ended: it, and who waited for that, goes on.</summary>
    public IEnumerable<TakeStep> Invalidated(RequestId id, CommandsOutcome outcome)
    {
        if (!_open.TryGetValue(id, out var ended)) return [];
        ended.Operation.Invalidated(outcome, Bugs);
        (ended.IsWaiting, ended.Issues, ended.InvalidatesAts) = (false, false, false);
        if (_open.Values.Any(open => open.InvalidatesAts)) return [NextOf(id)];
        var woken = _open.Where(open => open.Value is { IsWaiting: true, Issues: false }).Select(open => open.Key).Append(id);
        var steps = woken.OrderBy(operation => operation.Value).Select(NextOf).ToList();
        foreach (var step in steps) _open[step.Operation].IsWaiting = false;
        return steps;
    }

    /// <summary>The next step of an operation.</summary>
    public TakeStep NextOf(RequestId id) => new(id, _open[id].Ticket);

    /// <summary>Steps that were on their way when the actor crashed.</summary>
    public IEnumerable<TakeStep> Pending() =>
        [.. _open.Where(open => !open.Value.IsWaiting).OrderBy(open => open.Key.Value).Select(open => NextOf(open.Key))];

    /// <summary>A device is about to use the domain: from now on invalidations reach it.</summary>
    public DomainJoined Join(JoinDomain request)
    {
        var settings = _description.Settings;
        if (settings.Instance is { } only && only != request.Member.Smmu) return HostResult.Invalid.NotJoined(request.Request);
        if (settings.Stage == Stage.Two && request.Member.Substream.Value != 0) return HostResult.Invalid.NotJoined(request.Request);
        if (settings.Stage == Stage.Two && request.HasPasids) return HostResult.Busy.NotJoined(request.Request);
        if (History.IsOn && !_members.Exists(member => member.Smmu == request.Member.Smmu)) History.Record(TagAt(request.Member.Smmu));
        _members.Add(request.Member);
        _array = _array.Merge([.. EntriesOf(request.Member)]);
        return new DomainJoined(request.Request, HostResult.Ok, settings.Stage, _description.Asid, _description.Vmid, _table.Root,
            settings.Granule, settings.InputBits, request.Nested);
    }

    /// <summary>A device left; the tag that nobody at its SMMU uses any more, if there is one.</summary>
    public InvalidationEntry? Release(DomainMember member)
    {
        if (!_members.Remove(member)) return null;
        var entries = EntriesOf(member).ToArray();
        _array = _array.Release(entries).Purge();
        return _array.Has(entries[0]) ? null : entries[0];
    }

    private DomainTagged TagAt(SmmuId smmu) => _description.Settings.Stage == Stage.One
        ? new DomainTagged(Id, smmu, TagRegime.NsEl1, _description.Asid, default)
        : new DomainTagged(Id, smmu, TagRegime.NsEl1, default, _description.Vmid);

    private static OperationEnded Ended(OperationId operation, OperationStep step) => new(
        operation, step.Result.Status, step.Result.Code, step.SizeBytes);

    private IEnumerable<InvalidationEntry> EntriesOf(DomainMember member)
    {
        yield return _description.Settings.Stage == Stage.One
            ? new InvalidationEntry(member.Smmu, InvalidationType.Asid, _description.Asid.Value)
            : new InvalidationEntry(member.Smmu, InvalidationType.Vmid, _description.Vmid.Value);
        var isParent = _description.Settings.IsNestParent;
        if (isParent) yield return new InvalidationEntry(member.Smmu, InvalidationType.VmidStageOne, _description.Vmid.Value);
        // An IPA says nothing of the addresses that the device knows.
        var ats = isParent ? InvalidationType.AtsFull : InvalidationType.Ats;
        if (member.HasAts) yield return new InvalidationEntry(member.Smmu, ats, member.Stream.Value, member.Substream);
    }

    private sealed class Open(DomainOperation operation, TRequester requester, StoreBuffer memory)
    {
        public DomainOperation Operation => operation;

        public TRequester Requester => requester;

        public StoreBuffer Memory => memory;

        public long Ticket { get; set; }

        public bool IsWaiting { get; set; }

        public bool Issues { get; set; }

        public bool InvalidatesAts { get; set; }
    }
}
