using System.Collections.Immutable;
using ActorIommu.Messages;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>What one client of a workload asks for, in order.</summary>
/// <param name="Name">Of its actor.</param>
/// <param name="Requests">The requests.</param>
/// <param name="Window">How many may be under way at a time.</param>
/// <param name="Laps">
/// How often it asks for all of it at most: as long as clients with one lap are busy, and once more. More than once for DMAs only.
/// </param>
/// <param name="Pages">The pages that it owns, if it maps and unmaps.</param>
internal sealed record ClientPlan(
    string Name, ImmutableArray<IIommuProtocol> Requests, int Window = 1, int Laps = 1, OwnedPages? Pages = null);

/// <summary>What came of the requests of a run. Clients may be on several threads.</summary>
/// <param name="context">Is told of each answer.</param>
internal sealed class ClientCounts(IRunContext context)
{
    private long _answered;
    private long _reached;
    private long _refused;
    private long _notOk;
    private long _busy;

    /// <summary>Requests that were answered.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>DMAs that reached memory.</summary>
    public long Reached => Volatile.Read(ref _reached);

    /// <summary>DMAs that were terminated.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Operations that ended otherwise than Ok.</summary>
    public long NotOk => Volatile.Read(ref _notOk);

    /// <summary>Clients with one lap have not all their answers.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) > 0;

    /// <summary>A client is about to begin; before any of them does.</summary>
    public void Expect(ClientPlan plan)
    {
        if (plan.Laps == 1) _busy += plan.Requests.Length;
        context.Expect(plan.Requests.Length);
    }

    /// <summary>A client makes one request more than it was to make.</summary>
    public void ExpectOneMore() => context.Expect(1);

    /// <summary>A DMA is over.</summary>
    public void Count(DmaOutcome outcome) => Interlocked.Increment(ref outcome == DmaOutcome.Completed ? ref _reached : ref _refused);

    /// <summary>A request is over; the client has made the next one, if there is one.</summary>
    public void Answer(ClientPlan plan, bool isOk)
    {
        if (!isOk) Interlocked.Increment(ref _notOk);
        if (plan.Laps == 1) Interlocked.Decrement(ref _busy);
        Interlocked.Increment(ref _answered);
        context.Answered();
    }
}

/// <summary>A client of a workload: a thread of software, or what makes a device access memory.</summary>
internal sealed class ClientActor(ClientPlan plan, ClientCounts counts, IActorRef machine, IActorRef driver, IActorRef? vmm = null)
    : UntypedActor, IWithTimers
{
    // Far apart, so that a DMA of another lap is another transaction.
    private const long IdsPerLap = 1L << 32;

    // Then with pauses: DMAs are many times as fast as what waits for a queue, and are to go on as long as that.
    private const int LapsAtOnce = 20;
    private static readonly TimeSpan LapPause = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<long, IIommuProtocol> _open = [];
    private int _next;
    private int _lap;
    private bool _isLastLap;
    private bool _isPausing;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool HasNext => _next < plan.Requests.Length || (!_isLastLap && _lap + 1 < plan.Laps);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        while (_open.Count < plan.Window && HasNext) Ask();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is NextLap)
        {
            if (HasNext) Ask();
            return;
        }

        var (request, isOk) = message switch
        {
            DmaCompleted dma => (dma.Transaction.Value, Count(dma)),
            IAnswer answer => (answer.Request.Value, IsOk(answer)),
            _ => (0L, true),
        };
        if (!_open.Remove(request, out var asked)) return;
        if (isOk) plan.Pages?.IsDone(asked);
        GoOn();
        counts.Answer(plan, isOk);
    }

    private bool Count(DmaCompleted dma)
    {
        counts.Count(dma.Outcome);
        return true;
    }

    private static bool IsOk(IAnswer answer) => answer switch
    {
        IHostAnswer of => of.Result == HostResult.Ok,
        CommandsEnded ended => ended.Outcome == CommandsOutcome.Completed,
        IoctlEnded ended => ended.Result == Errno.Ok,
        _ => true,
    };

    private void GoOn()
    {
        if (_isPausing || !HasNext) return;
        if (_next < plan.Requests.Length || _lap < LapsAtOnce)
        {
            Ask();
            return;
        }

        // What is to come counts already: the round is not over meanwhile.
        counts.ExpectOneMore();
        _isPausing = true;
        Timers.StartSingleTimer(NextLap.Instance, NextLap.Instance, LapPause);
    }

    private void Ask()
    {
        if (_next == plan.Requests.Length) (_lap, _next, _isLastLap) = (_lap + 1, 0, !counts.IsBusy);
        var request = plan.Requests[_next++];
        if (_lap > 0)
        {
            if (!_isPausing) counts.ExpectOneMore();
            _isPausing = false;
            request = Again((StartDma)request);
        }

        _open.Add(IdOf(request), request);
        plan.Pages?.Begins(request);
        (request is IDeviceRequest ? machine : request is ISmmuRequest ? vmm! : driver).Tell(request, Self);
    }

    private StartDma Again(StartDma dma) => dma with { Transaction = new TransactionId(dma.Transaction.Value + (_lap * IdsPerLap)) };

    private static long IdOf(IIommuProtocol request) => request switch
    {
        StartDma dma => dma.Transaction.Value,
        IRequest other => other.Request.Value,
        _ => throw new ArgumentException($"A client does not ask for {request.GetType().Name}.", nameof(request)),
    };

    private sealed record NextLap
    {
        public static NextLap Instance { get; } = new();
    }
}
