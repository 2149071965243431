using System.Collections.Immutable;
using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Guests;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Oracles;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker;

/// <summary>One rule, for those who list them.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Statement">The rule in one sentence.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Class">The class that is it.</param>
public sealed record OracleDescription(string Name, string Statement, string Source, string Class);

/// <summary>
/// Judges histories, one after the other. Events can be given one by one as they happen; nothing is kept of a history but what the
/// oracles need, and everything is used again for the next. Not for several threads.
/// </summary>
public sealed class HistoryJudge
{
    private readonly GhostState _ghost = new();
    private readonly Findings _findings = new();
    private readonly OnlineJudge _online = new();
    private readonly IntervalJudge _intervals = new();
    private readonly JudgePair _pair;
    private readonly GuestViews _guests = new();
    private readonly IOracle[] _oracles;
    private readonly Dictionary<Type, IOracle[]> _watchers = [];
    private readonly List<IOracle> _asked = [];
    private JudgeOptions _options = JudgeOptions.Default;
    private HistoryMode _mode;
    private StampedEvent _last;

    /// <summary>A judge with all oracles.</summary>
    public HistoryJudge()
    {
        _pair = new JudgePair(_online, _intervals);
        _oracles = Make();
        Begin(HistoryMode.Simulated);
    }

    /// <summary>Every oracle, in the order of docs/CHECKER.md.</summary>
    public IEnumerable<OracleDescription> Oracles =>
        _oracles.Select(one => new OracleDescription(one.Name, one.Statement, one.Source, one.GetType().Name));

    internal GhostState Ghost => _ghost;

    /// <summary>On how many DMAs of the history both judges of stale translations had an opinion.</summary>
    public long Compared => _pair.Compared;

    /// <summary>Judges a whole history.</summary>
    /// <param name="history">The events, in the order of their stamps.</param>
    /// <param name="mode">What the stamps mean.</param>
    /// <param name="options">How it is judged; default for all oracles.</param>
    public Verdict Judge(IReadOnlyList<StampedEvent> history, HistoryMode mode = HistoryMode.Simulated, JudgeOptions? options = null)
    {
        Begin(mode, options);
        for (var index = 0; index < history.Count; index++) See(history[index]);
        return End();
    }

    /// <summary>Begins a history; what is left of the last one is forgotten.</summary>
    public void Begin(HistoryMode mode, JudgeOptions? options = null)
    {
        options ??= JudgeOptions.Default;
        _ghost.Reset();
        _findings.Reset();
        _online.Reset();
        _intervals.Reset();
        _guests.Begin(mode, options);
        _online.IsOn = mode == HistoryMode.Simulated;
        _last = default;
        foreach (var oracle in _oracles) oracle.Reset();
        if (_asked.Count > 0 && ReferenceEquals(options, _options) && _mode == mode) return;
        (_options, _mode) = (options, mode);
        Ask();
    }

    /// <summary>The next event.</summary>
    public void See(in StampedEvent stamped)
    {
        if (!IsFollowed(stamped.Event)) return;
        Take(stamped);
        _guests.See(stamped);
        if (stamped.Event is GuestEvent inside && _guests.ForHardware(inside) is { } done) Take(stamped with { Event = done });
        if (stamped.Event is OperationBegan began) _intervals.Began(_ghost.Operations[began.Operation]);
        else if (stamped.Event is OperationEnded ended) Ended(ended);
        else if (stamped.Event is SmmuGivenUp given) _findings.Degraded($"The driver gave {given.Smmu} up: its registers did not follow.");
        _last = stamped;
    }

    /// <summary>The history is over: what it is worth.</summary>
    public Verdict End()
    {
        var isQuiescent = _last.Event is RunEnded { IsQuiescent: true };
        foreach (var oracle in _asked) oracle.Finish(_last, isQuiescent, _ghost, _findings);
        foreach (var (guest, view) in _guests.All) _findings.Add($"{guest}", view.Judge.End());
        return _findings.ToVerdict();
    }

    private void Take(in StampedEvent stamped)
    {
        if (_watchers.TryGetValue(stamped.Event.GetType(), out var watchers))
        {
            foreach (var oracle in watchers) oracle.See(stamped, _ghost, _findings);
        }

        _ghost.Apply(stamped);
    }

    private void Ended(OperationEnded ended)
    {
        if (!_ghost.Operations.TryGetValue(ended.Operation, out var operation))
        {
            _findings.Unknown($"{ended.Operation} ended and its beginning was not recorded.");
            return;
        }

        _intervals.Ended(operation);
        if (ended.Status == OperationStatus.Degraded)
            _findings.Degraded($"{Text.Prose.Named(operation.Began)} says that it is degraded: what it took away may still be in use.");
    }

    // The ghost has room for so many; beyond, nothing wrong is said, and that it was not looked at is.
    private bool IsFollowed(IHistoryEvent what)
    {
        var smmu = what switch
        {
            DeviceAdded added => added.Smmu,
            DomainTagged tagged => tagged.Smmu,
            CommandQueueStarted started => started.Queue.Smmu,
            ConfigurationWritten written => written.Smmu,
            DmaStarted started => started.Smmu,
            _ => default,
        };
        if (smmu.Value < GhostState.MaxSmmus && what is not CommandQueueStarted { Log2Entries: > QueueModel.MaxLog2 }) return true;
        _findings.Unknown($"More than {GhostState.MaxSmmus} SMMUs, or a queue of more than 2^{QueueModel.MaxLog2} entries: not followed.");
        return false;
    }

    private void Ask()
    {
        _asked.Clear();
        _watchers.Clear();
        foreach (var oracle in _oracles)
        {
            if (_options.Without.Contains(oracle.Name) || (_mode == HistoryMode.Concurrent && !oracle.NeedsOnlyIntervals)) continue;
            _asked.Add(oracle);
            foreach (var type in oracle.Watches)
                _watchers[type] = [.. _watchers.GetValueOrDefault(type, []), oracle];
        }
    }

    private IOracle[] Make() =>
    [
        new HardwareFreshness(_online), new Drain(_online), new UnmapIsFinal(_online, _intervals), new FlushIsFinal(_online, _intervals),
        new LazyReuse(), new MappingIsVisible(_intervals), new TableReuse(), new DowngradeIsFinal(_online, _intervals), new Coverage(),
        new TagsAreClean(), new AtcAfterTlb(), new AtcIsTold(), new AtsFollowsItsEntry(), new BreakBeforeMake(() => _options),
        new OnlyItsDomains(_online, _intervals), new AttachedIsConfigured(),
        new NoTornEntry(), new ContentsBeforePointer(), new NoSilentBypass(() => _options),
        new SlotHasOneWriter(), new PublishedIsWritten(), new CallsStandTogether(), new WaitersAreReleasedOnce(), new SyncIsLast(),
        new ErrorsStopTheQueue(), new QueuesTakeTheirCommands(), new OwnersHearOfTheirOwn(), new FailuresAreTold(),
        new QueueIsDrained(), new EveryQueueIsWaitedFor(), new QueuesProgress(),
        new EventsAreNotLost(), new EventsAreReadInOrder(), new HandlersYield(), new OverflowIsAcknowledged(), new EventsReachTheirDevice(),
        new EventsKeepTheirOrder(), new GuestsHearOfEvents(),
        new NoUseAfterFree(_online), new PublishedIsReady(), new WhatGoesGoesInOrder(), new MsisReachTheirDoorbell(),
        new FaultsAreAnsweredOnce(), new FaultsEndWithTheirAttachment(), new CountsEndAtZero(), new DomainsEndUnused(),
        new PinsAreBalanced(),
        new GuestSyncIsABarrier(), new WhoComesIsReached(_guests), new HandledMeansDone(), new EveryUserIsReached(_guests),
        new GuestsKeepToThemselves(), new DevicesLeaveTheirGuest(), new NamesAreExact(_guests), new OthersAreNotDelayed(),
        new EverythingEnds(), _pair,
    ];
}
