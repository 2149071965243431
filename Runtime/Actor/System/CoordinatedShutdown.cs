using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Runs tasks phase by phase when a system terminates. The phases, what they depend on and how long each may take are
/// configured in <c>akka.coordinated-shutdown</c>.
/// </summary>
public sealed class CoordinatedShutdown : IExtension
{
    /// <summary>The first phase: for tasks before everything else.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Stops accepting connections.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Waits for requests in progress.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Final stop of services.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>For tasks before the cluster is left.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>For sharding.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Leaves the cluster.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Stops singletons.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>Waits for the exit.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>Stops the cluster extension.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>For tasks before the system terminates.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>The last phase: terminates the system.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] DefaultPhases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop, PhaseBeforeClusterShutdown,
        PhaseClusterShardingShutdownRegion, PhaseClusterLeave, PhaseClusterExiting, PhaseClusterExitingDone, PhaseClusterShutdown,
        PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = [];
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string[] _phases;
    private readonly ILoggingAdapter _log;
    private Reason? _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        _log = Logging.GetLogger(system, GetType());
        _phases = OrderPhases(system.Settings.Config.GetConfig("akka.coordinated-shutdown.phases"));
        if (system.Settings.CoordinatedShutdownTerminateActorSystem)
        {
            AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                ((ActorSystemImpl)System).FinalTerminate();
                await System.WhenTerminated.ConfigureAwait(false);
                return Done.Instance;
            });
        }
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Why it was run, or null.</summary>
    public Reason? ShutdownReason => Volatile.Read(ref _reason);

    /// <summary>Sum of the timeouts of all phases that have tasks.</summary>
    public TimeSpan TotalTimeout
    {
        get
        {
            lock (_lock) return _phases.Where(_tasks.ContainsKey).Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));
        }
    }

    /// <summary>The coordinated shutdown of a system.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <summary>Adds a task to a phase; throws <see cref="ConfigurationException"/> if there is no such phase.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.Contains(phase))
        {
            throw new ConfigurationException(
                $"Unknown phase [{phase}], known phases [{string.Join(',', _phases)}]. "
                + "All phases (along with their optional dependencies) must be defined in configuration.");
        }

        lock (_lock)
        {
            if (!_tasks.TryGetValue(phase, out var tasks)) _tasks[phase] = tasks = [];
            tasks.Add((taskName, task));
        }
    }

    /// <summary>How long a phase may take.</summary>
    public TimeSpan Timeout(string phase)
    {
        var config = System.Settings.Config;
        return config.GetTimeSpan(
            $"akka.coordinated-shutdown.phases.{phase}.timeout",
            config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout", TimeSpan.FromSeconds(5)));
    }

    /// <summary>Runs the phases, from the first or a given one. Later calls get the task of the first.</summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null) return _done.Task;
        _ = RunPhases(fromPhase);
        return _done.Task;
    }

    private static string[] OrderPhases(Config? config)
    {
        if (config is null) return DefaultPhases;
        var dependencies = new SortedDictionary<string, IList<string>>(StringComparer.Ordinal);
        foreach (var phase in DefaultPhases) dependencies[phase] = [];
        foreach (var (name, _) in config.AsEnumerable())
            dependencies[name.Trim('"')] = config.GetStringList($"{name}.depends-on");

        // Known phases keep their places; others come as soon as what they depend on is done.
        var ordered = new List<string>();
        var visiting = new HashSet<string>();
        foreach (var phase in DefaultPhases.Concat(dependencies.Keys)) Visit(phase);
        return [.. ordered];

        void Visit(string phase)
        {
            if (ordered.Contains(phase)) return;
            if (!visiting.Add(phase)) throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. phase [{phase}]");
            foreach (var dependency in dependencies.TryGetValue(phase, out var known) ? known : []) Visit(dependency);
            ordered.Add(phase);
        }
    }

    private async Task RunPhases(string? fromPhase)
    {
        try
        {
            var begin = fromPhase is null ? 0 : Math.Max(0, Array.IndexOf(_phases, fromPhase));
            foreach (var phase in _phases.Skip(begin)) await RunPhase(phase).ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
#pragma warning disable CA1031 // It is the outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _done.TrySetException(e);
        }
    }

    private async Task RunPhase(string phase)
    {
        (string Name, Func<Task<Done>> Task)[] tasks;
        lock (_lock) tasks = _tasks.TryGetValue(phase, out var known) ? [.. known] : [];
        LogPhase(phase, tasks);
        if (tasks.Length == 0) return;
        var all = Task.WhenAll(tasks.Select(entry => RunTask(phase, entry.Name, entry.Task)));
        // The end of the system takes as long as its actors do, and the scheduler ends with it.
        if (phase == PhaseActorSystemTerminate)
        {
            await all.ConfigureAwait(false);
            return;
        }

        var expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = System.Scheduler.Advanced.ScheduleOnceCancelable(Timeout(phase), () => expired.TrySetResult());
        if (await Task.WhenAny(all, expired.Task).ConfigureAwait(false) == expired.Task)
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, Timeout(phase));
        timer.Cancel();
    }

    private void LogPhase(string phase, (string Name, Func<Task<Done>> Task)[] tasks)
    {
        if (!_log.IsDebugEnabled) return;
        if (tasks.Length == 0) _log.Debug("Performing phase [{0}] with [0] tasks.", phase);
        else _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", phase, tasks.Length, string.Join(',', tasks.Select(t => t.Name)));
    }

    // A phase goes on when a task of it fails.
    private async Task RunTask(string phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Logged; shutting down goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase, e.Message);
        }
    }

    /// <summary>Why a system shuts down.</summary>
    public class Reason
    {
        /// <summary>Creates a reason.</summary>
        protected Reason()
        {
        }
    }

    /// <summary>Nobody said why.</summary>
    public sealed class UnknownReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    /// <summary>The system was terminated.</summary>
    public sealed class ActorSystemTerminateReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process exits.</summary>
    public sealed class ClrExitReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}

/// <summary>Id of <see cref="CoordinatedShutdown"/>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    /// <inheritdoc/>
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new(system);
}
