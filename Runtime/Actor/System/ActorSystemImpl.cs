using System.Collections.Concurrent;
using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>The actor system.</summary>
public class ActorSystemImpl : ExtendedActorSystem
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stack<Action> _terminationCallbacks = new();
    private readonly Lock _lock = new();
    private readonly LocalActorRefProvider _provider;
    private ConcurrentDictionary<Type, Lazy<object>>? _extensions;
    private IScheduler? _scheduler;
    private Akka.Serialization.Serialization? _serialization;
    private ILoggingAdapter? _log;
    private uint _lastUid;
    private int _finalTermination;

    /// <summary>Creates a system; it does not run before <see cref="Start"/>.</summary>
    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup)
    {
        if (!IsLegalName(name))
        {
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-')",
                nameof(name));
        }

        ArgumentNullException.ThrowIfNull(config);
        Name = name;
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        _provider = new LocalActorRefProvider(name, Settings, EventStream);
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(
            this, new DefaultDispatcherPrerequisites(EventStream, () => Scheduler, Settings, Mailboxes));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override Settings Settings { get; }

    /// <inheritdoc/>
    public override EventStream EventStream { get; }

    /// <inheritdoc/>
    public override Mailboxes Mailboxes { get; }

    /// <inheritdoc/>
    public override Dispatchers Dispatchers { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _provider;

    /// <inheritdoc/>
    public override Akka.Serialization.Serialization Serialization =>
        LazyInitializer.EnsureInitialized(ref _serialization, () => new Akka.Serialization.Serialization(this));

    /// <inheritdoc/>
    public override IScheduler Scheduler => Volatile.Read(ref _scheduler) ?? CreateScheduler();

    /// <inheritdoc/>
    public override IActorRef DeadLetters => _provider.DeadLetters;

    /// <inheritdoc/>
    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    /// <inheritdoc/>
    public override ILoggingAdapter Log => _log ??= new BusLogging(EventStream, $"ActorSystem({Name})", GetType(), Settings.LogFormatter);

    /// <inheritdoc/>
    public override IInternalActorRef Guardian => _provider.Guardian;

    /// <inheritdoc/>
    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    /// <inheritdoc/>
    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    /// <inheritdoc/>
    public override Task WhenTerminated => _terminated.Task;

    /// <summary>Whether the end has begun.</summary>
    internal bool IsTerminating => Volatile.Read(ref _finalTermination) != 0;

    /// <summary>Whether the system is being aborted.</summary>
    internal bool Aborting { get; private set; }

    /// <summary>Starts guardians, loggers and extensions.</summary>
    public void Start()
    {
        _provider.Init(this);
        EventStream.StartUnsubscriber(this);
        EventStream.StartDefaultLoggers(this);
        if (Settings.LogDeadLetters > 0) SystemActorOf<DeadLetterListener>("deadLetterListener");
        LoadExtensions();
        if (Settings.LogConfigOnStart) Log.Info("{0}", Settings.ToString());
    }

    /// <inheritdoc/>
    public override IActorRef ActorOf(Props props, string? name = null) => _provider.Guardian.Cell.AttachChild(props, false, name);

    /// <inheritdoc/>
    public override IActorRef SystemActorOf(Props props, string? name = null) =>
        _provider.SystemGuardian.Cell.AttachChild(props, true, name);

    /// <inheritdoc/>
    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    /// <inheritdoc/>
    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    /// <inheritdoc/>
    public override ActorSelection ActorSelection(string actorPath) =>
        ActorRefFactoryShared.ActorSelection(actorPath, this, LookupRoot);

    /// <inheritdoc/>
    public override void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var parent = actor.Path.Parent;
        if (parent.Equals(Guardian.Path)) Guardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        else if (parent.Equals(SystemGuardian.Path)) SystemGuardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        else ((IInternalActorRef)actor).Stop();
    }

    /// <inheritdoc/>
    public override Task Terminate()
    {
        // A coordinated shutdown that nobody has added anything to would only do what follows.
        if (TryGetExtension<CoordinatedShutdown>(out var shutdown) && Settings.CoordinatedShutdownRunByActorSystemTerminate)
            _ = shutdown.Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        Aborting = true;
        FinalTerminate();
    }

    /// <inheritdoc/>
    public override void RegisterOnTermination(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        lock (_lock)
        {
            if (!_terminated.Task.IsCompleted)
            {
                _terminationCallbacks.Push(code);
                return;
            }
        }

        throw new InvalidOperationException("ActorSystem already terminated.");
    }

    /// <inheritdoc/>
    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (_extensions is null) Interlocked.CompareExchange(ref _extensions, new ConcurrentDictionary<Type, Lazy<object>>(), null);
        return _extensions.GetOrAdd(
            extension.ExtensionType,
            static (_, state) => new Lazy<object>(() => state.extension.CreateExtension(state.system)),
            (extension, system: this)).Value;
    }

    /// <inheritdoc/>
    public override object GetExtension(IExtensionId extensionId)
    {
        ArgumentNullException.ThrowIfNull(extensionId);
        return TryGetExtension(extensionId.ExtensionType, out var extension)
            ? extension
            : throw new KeyNotFoundException($"No extension registered for {extensionId.ExtensionType}");
    }

    /// <inheritdoc/>
    public override T? GetExtension<T>()
        where T : class => TryGetExtension<T>(out var extension) ? extension : null;

    /// <inheritdoc/>
    public override bool HasExtension(Type type) => TryGetExtension(type, out _);

    /// <inheritdoc/>
    public override bool HasExtension<T>() => TryGetExtension(typeof(T), out _);

    /// <inheritdoc/>
    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        extension = null!;
        if (_extensions is null || !_extensions.TryGetValue(extensionType, out var lazy)) return false;
        extension = lazy.Value;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var value);
        extension = (T)value;
        return found;
    }

    /// <inheritdoc/>
    public override string PrintTree()
    {
        var builder = new StringBuilder();
        Print(LookupRoot, 0);
        return builder.ToString();

        void Print(IInternalActorRef actor, int depth)
        {
            builder.Append(' ', depth * 2).Append(actor.Path.Name.Length == 0 ? "/" : actor.Path.Name).AppendLine();
            if (actor is not ActorRefWithCell withCell) return;
            foreach (var child in withCell.Children) Print((IInternalActorRef)child, depth + 1);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    /// <summary>The identity of a new incarnation: the same in every run in which actors are created in the same order.</summary>
    internal long NextUid()
    {
        var uid = MurmurHash.Avalanche(Interlocked.Increment(ref _lastUid)) & int.MaxValue;
        return uid == ActorCell.UndefinedUid ? NextUid() : uid;
    }

    internal void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _finalTermination, 1) != 0) return;
        Log.Debug("System shutdown initiated");
        if (!Settings.LogDeadLettersDuringShutdown && Settings.LogDeadLetters > 0)
        {
            var listener = _provider.SystemGuardian.Cell.GetSingleChild("deadLetterListener");
            if (!listener.IsNobody()) Stop(listener);
        }

        _provider.Guardian.Stop();
    }

    /// <summary>Called in the last mailbox turn of the system.</summary>
    internal void OnRootTerminated(Exception? cause)
    {
        EventStream.StopDefaultLoggers(this);
        Dispatchers.Shutdown();
        (Volatile.Read(ref _scheduler) as IDisposable)?.Dispose();
        Action[] callbacks;
        lock (_lock)
        {
            callbacks = [.. _terminationCallbacks];
            _terminationCallbacks.Clear();
        }

        foreach (var callback in callbacks)
        {
            try
            {
                callback();
            }
#pragma warning disable CA1031 // User code; the system terminates either way.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Error(e, "A termination callback failed");
            }
        }

        if (cause is null) _terminated.TrySetResult();
        else _terminated.TrySetException(cause);
    }

    private static bool IsLegalName(string name)
    {
        if (string.IsNullOrEmpty(name) || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }

    private IScheduler CreateScheduler()
    {
        lock (_lock)
        {
            if (_scheduler is not null) return _scheduler;
            var type = TypeResolver.Get(Settings.SchedulerClass, "Scheduler");
            var created = (IScheduler)Activator.CreateInstance(type, Settings.Config, Log)!;
            // A system that is gone has nothing to schedule; a new timer thread would have no owner.
            if (_terminated.Task.IsCompleted) (created as IDisposable)?.Dispose();
            Volatile.Write(ref _scheduler, created);
            return created;
        }
    }

    private void LoadExtensions()
    {
        foreach (var name in Settings.Config.GetStringList("akka.extensions", []))
        {
            if (TypeResolver.Find(name) is not { } type || !typeof(IExtensionId).IsAssignableFrom(type))
            {
                Log.Error("[{0}] is not an 'ExtensionId', skipping...", name);
                continue;
            }

            RegisterExtension((IExtensionId)Activator.CreateInstance(type)!);
        }
    }
}
