using System.Diagnostics;
using System.Globalization;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorIommu.Simulation.Engine;

/// <summary>
/// What dispatcher, mailboxes and scheduler of a system share: who is runnable, what is due, what was delivered. It belongs to the thread
/// that runs it; the runtime makes dispatchers, mailboxes and schedulers on that thread, and there they find it.
/// </summary>
internal sealed class SimulationCore(SimulationOptions options)
{
    [ThreadStatic]
    private static SimulationCore? _ofThisThread;

    private readonly RunnableSet _runnable = new();
    private readonly Queue<IRunnable> _system = new();
    private readonly TimerHeap _timers = new();
    private readonly List<(long Due, SimulatedTimer Timer)> _due = [];
    private CultureInfo? _culture;
    private int _thread;
    private int _actors;
    private int _delivered;
    private StableHash _path;
    private volatile string? _intrusion;

    public static SimulationCore OfThisThread => _ofThisThread
        ?? throw new InvalidOperationException("The settings of a simulated system are of use only to the simulator that runs it.");

    public SimulationOptions Options => options;

    public ChoiceSource Choices { get; } = new(options.Faults);

    public IStepObserver? Observer { get; set; }

    public TimeSpan Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>The hash of who took each step.</summary>
    public ulong PathHash => _path.Value;

    /// <summary>A run begins on this thread. Nothing in it depends on the culture of its user.</summary>
    public void Enter()
    {
        (_culture, CultureInfo.CurrentCulture) = (CultureInfo.CurrentCulture, CultureInfo.InvariantCulture);
        (_ofThisThread, _thread) = (this, Environment.CurrentManagedThreadId);
        (_actors, Steps, Now, _path, _intrusion) = (0, 0, TimeSpan.Zero, StableHash.Start, null);
    }

    public void Leave()
    {
        _runnable.Clear();
        _system.Clear();
        _timers.Clear();
        (_ofThisThread, Observer) = (null, null);
        CultureInfo.CurrentCulture = _culture!;
    }

    public int NumberActor() => _actors++;

    public void BecomesRunnable(IRunnable run)
    {
        CheckThread(null);
        if ((run as Mailbox)?.MessageQueue is SimulatedQueue { IsUser: true } queue) _runnable.Add(run, queue.Actor);
        else _system.Enqueue(run);
    }

    public void Schedule(TimeSpan delay, SimulatedTimer timer)
    {
        CheckThread(null);
        _timers.Add(Now.Ticks + delay.Ticks, timer);
    }

    public void Delivers(SimulatedQueue queue, in Envelope envelope)
    {
        _delivered++;
        Observer?.Delivering(Steps, Now, SimulatedQueue.PathOf(envelope.Sender), queue.Path, envelope.Message);
    }

    // The one who calls from elsewhere gets an exception, and the run ends with the same.
    public void CheckThread(SimulatedQueue? queue)
    {
        if (Environment.CurrentManagedThreadId == _thread) return;
        _intrusion ??= $"{queue?.Path ?? "The system"} was sent something from a thread that is not that of the run.";
        throw new NondeterminismException(_intrusion);
    }

    /// <summary>Runs to the end.</summary>
    public RunEnd Run()
    {
        var end = RunToEnd();

        // Who calls from elsewhere when nothing is left to do is noticed by no step.
        Check();
        return end;
    }

    /// <summary>Delivers calmly what there is, and lets time pass to the next timer when there is nothing.</summary>
    public void Settle()
    {
        Choices.Pause();
        while (Steps < options.MaxSteps)
        {
            if (StepIfRunnable()) continue;
            if (_timers.NextDue is not { } due || due > options.MaxTime.Ticks) break;
            MoveTime(due);
        }

        Choices.Resume();
    }

    /// <summary>Lets a system end; it never waits, and what does not end by itself is left to the collector.</summary>
    public void Drain(ActorSystem system)
    {
        Choices.Pause();
        Observer = null;
        system.Terminate();
        for (var left = options.MaxSteps; left > 0 && (TryRunSystem() || TryRunUser()); left--)
        {
        }
    }

    private RunEnd RunToEnd()
    {
        while (Steps < options.MaxSteps)
        {
            if (options.TimersRace && TimerWins()) continue;
            if (StepIfRunnable()) continue;
            if (_timers.NextDue is not { } due) return RunEnd.Quiet;
            if (due > options.MaxTime.Ticks) return RunEnd.TimeBound;
            MoveTime(due);
        }

        return RunEnd.StepBound;
    }

    private bool StepIfRunnable()
    {
        // How often the system's own actors run differs between runtimes, so their runs are no steps.
        if (TryRunSystem()) return true;
        Steps++;
        Choices.Step = Steps;
        _delivered = 0;
        if (!TryRunUser())
        {
            Steps--;
            return false;
        }

        if (_delivered > 1)
        {
            throw new UnreachableException(
                string.Create(CultureInfo.InvariantCulture, $"Step {Steps} delivered {_delivered} messages: a step is one message."));
        }

        Check();
        return true;
    }

    // The guardians and other actors of the system itself: never a choice, because nothing of interest depends on when they run.
    private bool TryRunSystem()
    {
        if (!_system.TryDequeue(out var run)) return false;
        run.Run();
        return true;
    }

    private bool TryRunUser()
    {
        if (_runnable.Count == 0) return false;
        var run = _runnable.Take(Choices.Deliver(_runnable));
        _path.Add((ulong)_runnable.Last);
        run.Run();
        _runnable.Ran(run);
        return true;
    }

    private bool TimerWins()
    {
        if (_system.Count > 0 || _runnable.Count == 0 || _timers.NextDue is not { } due || due > options.MaxTime.Ticks) return false;
        if (!Choices.LetsTimePass()) return false;
        MoveTime(due);
        return true;
    }

    private void MoveTime(long due)
    {
        Now = new TimeSpan(due);
        if (Choices.Fires(FaultSite.ClockJump)) Now += options.ClockJump;
        _timers.TakeDue(Now.Ticks, _due);
        while (_due.Count > 0)
        {
            var chosen = Choices.OrderTimers(_due.Count);
            var (at, timer) = _due[chosen];
            _due.RemoveAt(chosen);
            if (timer.IsCancelled) continue;
            Steps++;
            Choices.Step = Steps;
            _path.Add(ulong.MaxValue);
            timer.Fire();
            if (timer.Interval is { } interval) _timers.Add(Math.Max(at + interval.Ticks, Now.Ticks), timer);
        }

        Check();
    }

    private void Check()
    {
        if (Choices.Divergence is { } divergence) throw divergence;
        if (_intrusion is not null) throw new NondeterminismException(_intrusion);
    }
}
