using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;
using Akka.Routing;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class RouterCases
{
    [Fact]
    public void Case_29_routees_are_chosen_in_turn_by_hash_or_all()
    {
        using var world = new World();
        var script = new Script { Receive = (a, _) => a.LogSender() };
        var turns = world.System.ActorOf(A.Props(world, script).WithRouter(new RoundRobinPool(3)), "rr");
        world.Run();
        world.Tell(turns, 1, 2, 3, 4);
        world.Tell(turns, new Broadcast("all"));
        var all = world.System.ActorOf(Props.Empty.WithRouter(new BroadcastGroup("/user/rr/$a", "/user/rr/$b")), "bg");
        world.Run();
        world.Tell(all, "b");
        var hashed = world.System.ActorOf(A.Props(world, script).WithRouter(new ConsistentHashingPool(3, message => message)), "ch");
        world.Run();
        foreach (var message in (object[])["x", "y", "z", "w", 1, 2, 3, 4L, 'c', true])
            world.Tell(hashed, message);
        Recording.Check(29, world);
    }

    [Fact]
    public void Case_30_a_failed_routee_restarts_alone_and_a_superfluous_one_stops_later()
    {
        using var world = new World();
        var script = new Script
        {
            Receive = (_, message) =>
            {
                if (message is "!")
                    throw PlainFailure.Of("x");
            },
        };
        var router = world.System.ActorOf(A.Props(world, script).WithRouter(new RoundRobinPool(2)), "rr");
        world.Run();
        world.Tell(router, "!", "y", "z");
        world.Tell(router, new AddRoutee(Routee.FromActorRef(world.Start("extra", new Script()))));
        world.Tell(router, 1, 2, 3);
        world.Tell(router, new AdjustPoolSize(-1));
        world.Tell(router, 4, 5, 6);
        world.Advance(200);
        Recording.Check(30, world);
    }
}
