using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

public sealed class DeathTests
{
    [Fact]
    public void Terminated_comes_after_everything_the_dead_actor_had_sent()
    {
        var world = new World();
        var t = world.Actor("t", (a, m) =>
        {
            if (m is not IActorRef to) return;
            to.Tell("last1", a.Me);
            to.Tell("last2", a.Me);
            a.Ctx.Stop(a.Me);
            to.Tell("after-stop-call", a.Me);
        });
        var w = world.Actor("w", (a, m) =>
        {
            if (m is not IActorRef watched) return;
            a.Ctx.Watch(watched);
            a.Ctx.Watch(watched);
            watched.Tell(a.Me);
        });
        world.Run();
        world.Log.Clear();
        w.Tell(t);
        world.Run();
        Assert.Equal(
            ["w/1 <- last1", "w/1 <- last2", "w/1 <- after-stop-call", $"w/1 <- <Terminated>: {t} - ExistenceConfirmed=True"],
            world.Log.Where(line => line.StartsWith("w/1", StringComparison.Ordinal)).Skip(1));
    }

    [Fact]
    public void Watching_the_dead_is_answered_and_unwatching_takes_the_answer_back()
    {
        var world = new World();
        var t = world.Actor("t");
        world.Run();
        t.Tell(PoisonPill.Instance);
        world.Run();
        var w = world.Actor("w", (a, m) =>
        {
            if (m is "watch") a.Ctx.Watch(t);
            if (m is "both")
            {
                a.Ctx.Watch(t);
                a.Ctx.Unwatch(t);
            }
        });
        world.Run();
        world.Log.Clear();
        w.Tell("watch");
        w.Tell("both");
        world.Run();
        w.Tell("watch");
        world.Run();
        Assert.Equal(
            ["w/1 <- watch", "w/1 <- both", "w/1 <- watch", $"w/1 <- <Terminated>: {t} - ExistenceConfirmed=False"], world.Log);
    }

    [Fact]
    public void WatchWith_delivers_the_message_instead_and_the_first_watch_wins()
    {
        var world = new World();
        var t = world.Actor("t");
        var w = world.Actor("w", (a, m) =>
        {
            if (m is not "go") return;
            a.Ctx.WatchWith(t, "gone");
            a.Ctx.WatchWith(t, "other");
        });
        w.Tell("go");
        world.Run();
        world.Log.Clear();
        t.Tell(PoisonPill.Instance);
        world.Expect("t/1 PostStop", "w/1 <- gone");
    }

    [Fact]
    public void Stop_overtakes_queued_messages_and_PoisonPill_does_not()
    {
        var world = new World();
        world.LogDeadLetters();
        var a = world.Actor("a");
        a.Tell("1");
        ((IInternalActorRef)a).Stop();
        a.Tell("2");
        world.Expect(
            "a/1 ctor", "a/1 PreStart", "a/1 PostStop", "[DeadLetter 1 from deadLetters to a]", "[DeadLetter 2 from deadLetters to a]");
        var b = world.Actor("b");
        b.Tell("1");
        b.Tell(PoisonPill.Instance);
        b.Tell("2");
        world.Expect("b/1 ctor", "b/1 PreStart", "b/1 <- 1", "b/1 PostStop", "[DeadLetter 2 from deadLetters to b]");
    }

    [Fact]
    public void A_parent_stops_after_all_its_descendants()
    {
        var world = new World();
        var p = world.Actor("p", (a, m) =>
        {
            if (m is "mk") a.Spawn("kid", (k, _) => k.Spawn("grandkid")).Tell("go");
        });
        p.Tell("mk");
        world.Run();
        world.Log.Clear();
        p.Tell(PoisonPill.Instance);
        world.Expect("grandkid/1 PostStop", "kid/1 PostStop", "p/1 PostStop");
    }

    [Fact]
    public void A_name_is_taken_until_the_parent_has_processed_the_termination()
    {
        var world = new World();
        IActorRef? first = null;
        var p = world.Actor("p", (a, m) =>
        {
            if (m is "mk") first ??= a.Spawn("k");
            if (m is "stop")
            {
                a.Ctx.Stop(first!);
                Assert.Throws<InvalidActorNameException>(() => a.Spawn("k"));
            }

            if (m is "again")
            {
                var second = a.Spawn("k");
                Assert.NotEqual(first, second);
                Assert.Equal(first!.Path, second.Path);
            }
        });
        p.Tell("mk");
        p.Tell("stop");
        world.Run();
        p.Tell("again");
        world.Run();
        Assert.DoesNotContain(world.Log, line => line.StartsWith("p/2", StringComparison.Ordinal));
        Assert.Equal("k/1 PreStart", world.Log[^1]);
    }

    [Fact]
    public void An_unhandled_Terminated_is_fatal()
    {
        var world = new World();
        var t = world.Actor("t");
        var w = world.System.ActorOf(Props.Create(() => new Pact(t)), "w");
        world.Run();
        t.Tell(PoisonPill.Instance);
        world.Run();
        Assert.True(((ActorRefWithCell)w).Underlying.IsTerminated);
    }

    private sealed class Pact : ReceiveActor
    {
        public Pact(IActorRef other) => Context.Watch(other);
    }
}
