using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>The actor of all cases: logs its name, incarnation and what happens to it, and does what its script says.</summary>
internal sealed class A : UntypedActor, IWithUnboundedStash, IWithTimers
{
    private readonly World _world;
    private readonly Script _script;

    public A(World world, Script script)
    {
        _world = world;
        _script = script;
        Incarnation = ++script.Incarnations;
        Log("ctor");
        script.Constructor?.Invoke(this);
    }

    public int Incarnation { get; }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    public new static IUntypedActorContext Context => UntypedActor.Context;

    public new IActorRef Self => base.Self;

    public new IActorRef Sender => base.Sender;

    public static Props Props(World world, Script script) => Akka.Actor.Props.Create(() => new A(world, script));

    /// <summary>A child with the given name.</summary>
    public IActorRef Start(string name, Script script) => Context.ActorOf(Props(_world, script), name);

    /// <summary>A child with a name of the system's choice.</summary>
    public IActorRef Start(Script script) => Context.ActorOf(Props(_world, script));

    /// <summary>Adds a line that starts with name and incarnation.</summary>
    public void Log(string what) => _world.Log($"{Self.Path.Name}/{Incarnation} {what}");

    /// <summary>Adds a line.</summary>
    public void Print(string line) => _world.Log(line);

    public void LogSender() => Print($"   sender={Sender.Path.Name}");

    public void Run(Func<Task> work) => RunTask(work);

    public new void Unhandled(object message) => base.Unhandled(message);

    public void Push(UntypedReceive behaviour) => BecomeStacked(behaviour);

    public void Pop() => UnbecomeStacked();

    protected override void OnReceive(object message)
    {
        Log($"<- {Texts.Of(message)}");
        _script.Receive?.Invoke(this, message);
    }

    protected override void PreStart()
    {
        Log("PreStart");
        _script.PreStart?.Invoke(this);
    }

    protected override void PostStop() => Log("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        Log($"PreRestart({reason.Message},{Texts.Of(message)})");
        if (!_script.KeepsChildren)
            base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Log($"PostRestart({reason.Message})");
        _script.PostRestart?.Invoke(this);
        base.PostRestart(reason);
    }

    protected override SupervisorStrategy SupervisorStrategy() => _script.Strategy ?? base.SupervisorStrategy();
}
