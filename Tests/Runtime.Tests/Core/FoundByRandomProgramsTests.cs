using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>
/// Where Akka.NET does something else than one would think. Random programs of eight actors, run on both runtimes, found them.
/// </summary>
public sealed class FoundByRandomProgramsTests
{
    [Fact]
    public void An_event_comes_from_the_actor_that_publishes_it()
    {
        var world = new World();
        var subscriber = world.Actor("subscriber", (a, _) => a.Say($"from {a.From.Path.Name}"));
        world.System.EventStream.Subscribe(subscriber, typeof(string));
        var publisher = world.Actor("publisher", (a, m) => a.Ctx.System.EventStream.Publish(m));
        world.Run();
        world.Log.Clear();
        publisher.Tell("news");
        world.System.EventStream.Publish("old");
        world.Expect(
            "publisher/1 <- news", "subscriber/1 <- old", "subscriber/1 from deadLetters", "subscriber/1 <- news",
            "subscriber/1 from publisher");
    }

    [Fact]
    public void A_failure_that_comes_while_the_parent_waits_for_its_children_is_no_dead_letter()
    {
        var world = new World();
        world.LogDeadLetters();
        IActorRef child = ActorRefs.Nobody;
        var top = world.Actor("top", (a, _) => a.Spawn("parent", (b, _) => child = b.Spawn("child")).Tell("mk"));
        top.Tell("mk");
        world.Run();
        world.Log.Clear();
        // The parent is told to stop, and of the failure, before it runs.
        top.Tell(PoisonPill.Instance);
        child.Tell("boom");
        world.Expect("child/1 <- boom", "child/1 PostStop", "parent/1 PostStop", "top/1 PostStop");
    }

    [Fact]
    public void A_timer_that_fires_at_a_stopped_actor_is_a_dead_letter()
    {
        var world = new World();
        world.LogDeadLetters();
        var a = world.Actor("a", (a, m) => a.Timers.StartSingleTimer("key", "late", TimeSpan.FromMilliseconds(10)));
        // The first message starts the timer; it fires while the actor is not yet run to its end.
        a.Tell("go");
        world.Run();
        world.Log.Clear();
        a.Tell(PoisonPill.Instance);
        ((ManualScheduler)world.System.Scheduler).Advance(TimeSpan.FromMilliseconds(10), static () => { });
        world.Expect(
            "a/1 PostStop",
            "[DeadLetter TimerMsg(key=key, generation=1, owner=Akka.Actor.Scheduler.TimerScheduler, message=late) from deadLetters to a]");
    }

    [Fact]
    public void The_PostStop_of_an_actor_whose_successor_cannot_be_made_has_no_context()
    {
        var world = new World("akka.loglevel = ERROR");
        var errors = new List<string>();
        var listener = world.Actor("errors", (_, m) => errors.Add($"{((Error)m).Cause?.GetType().Name}"));
        world.System.EventStream.Subscribe(listener, typeof(Error));
        var made = new List<int>();
        var a = world.System.ActorOf(Props.Create(() => new OneIncarnation(made)), "a");
        world.Run();
        a.Tell("boom");
        world.Run();
        Assert.Equal(
            [nameof(InvalidOperationException), nameof(PostRestartException), nameof(NullReferenceException)],
            errors.Where(error => error != nameof(ActorInitializationException)));
    }

    [Fact]
    public void Children_go_on_when_an_asynchronous_handler_fails_before_the_supervisor_has_decided()
    {
        var world = new World();
        var keep = new Scripted.Incarnations { KeepChildren = true };
        var gate = new TaskCompletionSource();
        var a = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is "mk") a.Spawn("child");
                if (m is "await") a.Async(async () => await gate.Task);
            }, keep), "a");
        a.Tell("mk");
        a.Tell("await");
        world.Run();
        world.Log.Clear();
        gate.SetException(new InvalidOperationException("async"));
        world.System.ActorSelection("/user/a/child").Tell("x");
        world.Run();
        Assert.True(
            world.Log.IndexOf("child/1 <- x") < world.Log.IndexOf("a/1 PreRestart(async,await)"), string.Join('\n', world.Log));
    }

    private sealed class OneIncarnation : UntypedActor
    {
        public OneIncarnation(List<int> made)
        {
            made.Add(made.Count);
            if (made.Count > 1) throw new InvalidOperationException("constructor");
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");

        protected override void PreRestart(Exception reason, object message)
        {
        }

        protected override void PostStop() => Context.GetChildren();
    }
}
