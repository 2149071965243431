using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

public sealed class TimeTests
{
    [Fact]
    public void A_timer_that_was_replaced_or_cancelled_delivers_nothing_even_if_it_has_fired()
    {
        var world = new World();
        var a = world.Actor("a", (self, m) =>
        {
            if (m is "set") self.Timers.StartSingleTimer("k", "T1", TimeSpan.FromMilliseconds(10));
            if (m is "replace") self.Timers.StartSingleTimer("k", "T2", TimeSpan.FromMilliseconds(10));
        });
        a.Tell("set");
        world.Run();
        a.Tell("replace");
        ((ManualScheduler)world.System.Scheduler).Advance(TimeSpan.FromMilliseconds(10), () => { });
        world.Expect("a/1 ctor", "a/1 PreStart", "a/1 <- set", "a/1 <- replace");
        world.Advance(10);
        world.Expect("a/1 <- T2");
    }

    [Fact]
    public void Timers_end_with_their_incarnation()
    {
        var world = new World();
        var a = world.Actor("a", (self, m) =>
        {
            if (m is "set") self.Timers.StartPeriodicTimer("k", "tick", TimeSpan.FromMilliseconds(10));
        });
        a.Tell("set");
        world.Advance(25);
        Assert.Equal(2, world.Log.Count(line => line == "a/1 <- tick"));
        a.Tell("boom");
        world.Run();
        world.Log.Clear();
        world.Advance(50);
        Assert.Empty(world.Log);
    }

    [Fact]
    public void The_receive_timeout_is_rearmed_by_messages_that_influence_it()
    {
        var world = new World();
        var a = world.Actor("a", (self, m) =>
        {
            if (m is "on") self.Ctx.SetReceiveTimeout(TimeSpan.FromMilliseconds(10));
        });
        a.Tell("on");
        world.Advance(5);
        a.Tell("infl");
        world.Advance(5);
        a.Tell(new Quiet());
        world.Advance(4);
        world.Expect("a/1 ctor", "a/1 PreStart", "a/1 <- on", "a/1 <- infl", "a/1 <- quiet");
        world.Advance(1);
        world.Expect("a/1 <- Akka.Actor.ReceiveTimeout");
        world.Advance(20);
        world.Expect("a/1 <- Akka.Actor.ReceiveTimeout", "a/1 <- Akka.Actor.ReceiveTimeout");
    }

    private sealed class Quiet : INotInfluenceReceiveTimeout
    {
        public override string ToString() => "quiet";
    }
}
