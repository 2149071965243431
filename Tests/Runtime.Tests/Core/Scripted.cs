using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>Logs its life cycle and messages as "name/incarnation what"; "boom" makes it fail.</summary>
public class Scripted : UntypedActor, IWithUnboundedStash, IWithTimers
{
    private readonly Action<Scripted, object>? _behaviour;
    private readonly Incarnations _incarnations;
    private readonly int _incarnation;

    public Scripted(List<string> log, Action<Scripted, object>? behaviour, Incarnations incarnations)
    {
        Output = log;
        _behaviour = behaviour;
        _incarnations = incarnations;
        _incarnation = ++incarnations.Count;
        Say("ctor");
        incarnations.OnConstruct?.Invoke(_incarnation);
    }

    public List<string> Output { get; }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    public IUntypedActorContext Ctx { get; } = Context;

    public IActorRef Me => Self;

    public IActorRef From => Sender;

    public static Props Props(List<string> log, Action<Scripted, object>? behaviour, Incarnations? incarnations = null)
    {
        incarnations ??= new Incarnations();
        return Akka.Actor.Props.Create(() => new Scripted(log, behaviour, incarnations));
    }

    public void Say(string what) => Output.Add($"{Self.Path.Name}/{_incarnation} {what}");

    public IActorRef Spawn(string name, Action<Scripted, object>? behaviour = null) => Context.ActorOf(Props(Output, behaviour), name);

    public void Async(Func<Task> action) => RunTask(action);

    protected override SupervisorStrategy SupervisorStrategy() => _incarnations.Strategy ?? base.SupervisorStrategy();

    protected override void PreStart()
    {
        Say("PreStart");
        _incarnations.OnPreStart?.Invoke(this);
    }

    protected override void PostStop() => Say("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        Say($"PreRestart({reason.Message},{message ?? "null"})");
        if (!_incarnations.KeepChildren) base.PreRestart(reason, message!);
    }

    protected override void PostRestart(Exception reason)
    {
        Say($"PostRestart({reason.Message})");
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        Say($"<- {message}");
        _behaviour?.Invoke(this, message);
        if (message is "boom") throw new InvalidOperationException("boom");
    }

    /// <summary>What is common to all incarnations of an actor.</summary>
    public sealed class Incarnations
    {
        public int Count { get; set; }

        public bool KeepChildren { get; init; }

        public SupervisorStrategy? Strategy { get; init; }

        public Action<int>? OnConstruct { get; init; }

        public Action<Scripted>? OnPreStart { get; init; }
    }
}
