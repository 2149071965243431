using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class StashCases
{
    [Fact]
    public void Case_03_a_restart_puts_stashed_messages_before_queued_ones()
    {
        using var world = new World();
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                if (message is "boom")
                    throw PlainFailure.Of("boom");
                if (a.Incarnation == 1)
                    a.Stash.Stash();
            },
        });
        World.Enqueue(p, "s1", "s2", "boom", "q1");
        world.Run();
        Recording.Check(3, world);
    }

    [Fact]
    public void Case_04_a_message_cannot_be_stashed_twice()
    {
        using var world = new World();
        var p = world.Start("p", new Script
        {
            Receive = (a, _) =>
            {
                a.Stash.Stash();
                try
                {
                    a.Stash.Stash();
                }
                catch (IllegalActorStateException error)
                {
                    a.Print($"{error.GetType().Name}: {error.Message}");
                }
            },
        });
        world.Tell(p, "x");
        Recording.Check(4, world);
    }

    [Fact]
    public void Case_05_unstashing_keeps_the_order_and_a_filter_drops_the_rest()
    {
        using var world = new World();
        var isOpen = false;
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                if (message is "open")
                {
                    isOpen = true;
                    a.Stash.UnstashAll();
                }
                else if (!isOpen)
                {
                    a.Stash.Stash();
                }
            },
        });
        world.Tell(p, "s1", "s2", "open", "q1");
        var isFiltered = false;
        var b = world.Start("b", new Script
        {
            Receive = (a, message) =>
            {
                if (message is "open")
                {
                    isFiltered = true;
                    a.Stash.UnstashAll(envelope => envelope.Message is not "s2");
                    a.Print($"stash count after filter = {a.Stash.Count}");
                }
                else if (!isFiltered)
                {
                    a.Stash.Stash();
                }
            },
        });
        world.Tell(b, "s1", "s2", "s3", "open");
        Recording.Check(5, world);
    }

    [Fact]
    public void Case_06_stopping_makes_stashed_messages_dead_letters()
    {
        using var world = new World();
        var p = world.Start("p", new Script { Receive = (a, _) => a.Stash.Stash() });
        world.Tell(p, "s1", "s2");
        world.System.Stop(p);
        world.Run();
        Recording.Check(6, world);
    }
}
