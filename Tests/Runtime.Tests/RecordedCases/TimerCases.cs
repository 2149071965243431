using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class TimerCases
{
    private static readonly TimeSpan TenMilliseconds = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Case_07_a_replaced_timer_and_one_of_an_earlier_incarnation_do_not_fire()
    {
        using var world = new World();
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                a.LogSender();
                if (message is "boom")
                    throw PlainFailure.Of("boom");
                if (message is not "set")
                    return;
                a.Timers.StartSingleTimer("key", "t-old", TenMilliseconds);
                a.Timers.StartSingleTimer("key", "t-new", TenMilliseconds);
            },
        });
        world.Tell(p, "set");
        World.Enqueue(p, "block");
        world.Fire(10);
        world.Run();
        world.Log("-- now timer queued behind a restarting message");
        world.Tell(p, "set");
        World.Enqueue(p, "boom");
        world.Fire(10);
        world.Run();
        world.Log("active after restart: none delivered above");
        Recording.Check(7, world);
    }

    [Fact]
    public void Case_08_a_fired_timer_in_the_mailbox_is_dropped_if_its_key_is_cancelled_or_replaced()
    {
        using var world = new World();
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                if (message is "set")
                    a.Timers.StartSingleTimer("key", "T1", TenMilliseconds);
                if (message is not "cancel")
                    return;
                a.Timers.Cancel("key");
                a.Timers.StartSingleTimer("key", "T2", TenMilliseconds);
            },
        });
        world.Tell(p, "set");
        world.Fire(10);
        world.Tell(p, "cancel");
        world.Advance(10);
        world.Log("-- reversed: cancel enqueued before the fired T1");
        world.Tell(p, "set");
        World.Enqueue(p, "cancel");
        world.Fire(10);
        world.Run();
        world.Advance(10);
        Recording.Check(8, world);
    }

    [Fact]
    public void Case_21_a_receive_timeout_is_postponed_by_messages_but_for_those_that_say_they_do_not()
    {
        using var world = new World();
        var a = world.Start("a", new Script
        {
            Receive = (self, message) =>
            {
                if (message is "on")
                    A.Context.SetReceiveTimeout(TenMilliseconds);
                if (message is ReceiveTimeout)
                    self.Print($"   at {world.Scheduler.MonotonicClock.TotalMilliseconds:0}ms");
            },
        });
        world.Tell(a, "on");
        world.Advance(5);
        world.Tell(a, "infl");
        world.Advance(5);
        world.Tell(a, new NotInfluencing());
        world.Advance(25);
        Recording.Check(21, world);
    }

    private sealed class NotInfluencing : INotInfluenceReceiveTimeout
    {
        public override string ToString() => "NI";
    }
}
