using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

public sealed class RestartTests
{
    [Fact]
    public void A_restart_stops_children_first_loses_the_failing_message_and_keeps_the_rest()
    {
        var world = new World();
        var p = world.Actor("p", (a, m) =>
        {
            if (m is "one") a.Spawn("kid");
        });
        p.Tell("one");
        world.Run();
        world.Log.Clear();
        p.Tell("boom");
        p.Tell("two");
        world.Expect(
            "p/1 <- boom", "p/1 PreRestart(boom,boom)", "p/1 PostStop", "kid/1 PostStop", "p/2 ctor", "p/2 PostRestart(boom)",
            "p/2 PreStart",
            "p/2 <- two");
    }

    [Fact]
    public void Children_that_survive_are_restarted_after_their_parent()
    {
        var world = new World();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is "one") a.Spawn("kid");
            }, new Scripted.Incarnations { KeepChildren = true }), "p");
        p.Tell("one");
        world.Run();
        world.Log.Clear();
        p.Tell("boom");
        world.Expect(
            "p/1 <- boom", "p/1 PreRestart(boom,boom)", "p/2 ctor", "p/2 PostRestart(boom)", "p/2 PreStart", "kid/1 PreRestart(boom,null)",
            "kid/1 PostStop", "kid/2 ctor", "kid/2 PostRestart(boom)", "kid/2 PreStart");
    }

    [Fact]
    public void Stashed_messages_go_before_the_mailbox_of_the_next_incarnation()
    {
        var world = new World();
        var stashing = true;
        var p = world.Actor("p", (a, m) =>
        {
            if (stashing && (m is "s1" or "s2")) a.Stash.Stash();
            if (m is "boom") stashing = false;
        });
        foreach (var m in (string[])["s1", "s2", "boom", "q1"]) p.Tell(m);
        world.Expect(
            "p/1 ctor", "p/1 PreStart", "p/1 <- s1", "p/1 <- s2", "p/1 <- boom", "p/1 PreRestart(boom,boom)", "p/1 PostStop", "p/2 ctor",
            "p/2 PostRestart(boom)", "p/2 PreStart", "p/2 <- s1", "p/2 <- s2", "p/2 <- q1");
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 1)]
    [InlineData(-1, 6)]
    public void So_many_restarts_are_allowed(int retries, int incarnations)
    {
        var world = new World();
        var kid = new Scripted.Incarnations();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is "mk") a.Ctx.ActorOf(Scripted.Props(a.Output, null, kid), "k");
            }, new Scripted.Incarnations { Strategy = new OneForOneStrategy(retries, -1, _ => Directive.Restart) }), "p");
        p.Tell("mk");
        world.Run();
        for (var i = 0; i < 5; i++)
        {
            world.System.ActorSelection("/user/p/k").Tell("boom");
            world.Run();
        }

        Assert.Equal(incarnations, kid.Count);
    }

    [Fact]
    public void A_failing_constructor_or_PreStart_stops_the_child_without_PostStop()
    {
        var world = new World();
        world.LogDeadLetters();
        var c1 = world.System.ActorOf(
            Scripted.Props(world.Log, null, new Scripted.Incarnations { OnConstruct = _ => throw new InvalidOperationException() }), "c1");
        c1.Tell("m");
        world.Run();
        var c2 = world.System.ActorOf(
            Scripted.Props(world.Log, null, new Scripted.Incarnations { OnPreStart = _ => throw new InvalidOperationException() }), "c2");
        c2.Tell("m");
        world.Expect(
            "c1/1 ctor", "[DeadLetter m from deadLetters to c1]", "c2/1 ctor", "c2/1 PreStart", "[DeadLetter m from deadLetters to c2]");
    }

    [Fact]
    public void An_escalated_failure_is_the_parents_own()
    {
        var world = new World();
        object? seen = null;
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is "mk") a.Spawn("k");
            }, new Scripted.Incarnations { Strategy = new OneForOneStrategy(_ => Directive.Escalate) }), "p");
        p.Tell("mk");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/p/k").Tell("boom");
        world.Run();
        seen = world.Log.Single(line => line.StartsWith("p/1 PreRestart", StringComparison.Ordinal));
        Assert.StartsWith("p/1 PreRestart(boom,<Failed>: [akka://g/user/p/k#", (string)seen, StringComparison.Ordinal);
        Assert.Equal("p/2 PreStart", world.Log[^1]);
    }

    [Fact]
    public void Resume_keeps_the_instance()
    {
        var world = new World();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is "mk") a.Spawn("k");
            }, new Scripted.Incarnations { Strategy = new OneForOneStrategy(_ => Directive.Resume) }), "p");
        p.Tell("mk");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/p/k").Tell("boom");
        world.System.ActorSelection("/user/p/k").Tell("x");
        world.Expect("k/1 <- boom", "k/1 <- x");
    }
}
