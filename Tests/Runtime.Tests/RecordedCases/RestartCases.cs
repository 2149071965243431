using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class RestartCases
{
    private static readonly Action<A, object> ThrowOnBoom = (_, message) =>
    {
        if (message is "boom")
            throw PlainFailure.Of("boom");
    };

    [Fact]
    public void Case_01_default_restart_stops_children_and_keeps_the_mailbox()
    {
        using var world = new World();
        var kid = new Script();
        var p = world.Start("p", new Script { Receive = ThrowOnBoom, PreStart = a => a.Start("kid", kid) });
        world.Run();
        world.Tell(p, "one", "boom", "two");
        Recording.Check(1, world);
    }

    [Fact]
    public void Case_02_children_that_are_kept_restart_after_their_parent()
    {
        using var world = new World();
        var kid = new Script();
        var p = world.Start("p", new Script
        {
            KeepsChildren = true,
            PreStart = a =>
            {
                if (A.Context.Child("kid").IsNobody())
                    a.Start("kid", kid);
            },
            Receive = (a, message) =>
            {
                ThrowOnBoom(a, message);
                A.Context.Child("kid").Tell(message);
            },
        });
        world.Run();
        world.Tell(p, "boom", "two");
        Recording.Check(2, world);
    }

    [Fact]
    public void Case_15_failures_in_constructor_PreStart_and_PostRestart()
    {
        using var world = new World();
        var c1 = world.Start("c1", new Script { Constructor = _ => throw PlainFailure.Of("ctor") });
        world.Tell(c1, "m");
        var c2 = world.Start("c2", new Script { PreStart = _ => throw PlainFailure.Of("prestart") });
        world.Tell(c2, "m");
        var c3 = world.Start("c3", new Script
        {
            Receive = (_, _) => throw PlainFailure.Of("boom"),
            PostRestart = _ => throw PlainFailure.Of("postrestart"),
        });
        world.Tell(c3, "m", "m2");
        Recording.Check(15, world);
    }
}
