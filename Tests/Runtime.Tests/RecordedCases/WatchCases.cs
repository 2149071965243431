using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class WatchCases
{
    [Fact]
    public void Case_10_watching()
    {
        using var world = new World();
        LastMessagesComeBeforeTerminated(world);
        var t2 = world.Start("t2", new Script());
        AStoppedActor(world, t2, "w2", _ => A.Context.WatchWith(t2, "custom-terminated"));
        var t3 = world.Start("t3", new Script());
        AStoppedActor(world, t3, "w3", message => _ = message is "w" ? A.Context.Watch(t3) : A.Context.Unwatch(t3), "w", "uw");
        var t4 = world.Start("t4", new Script());
        AStoppedActor(world, t4, "w4", _ => A.Context.Watch(t4));
        var w5 = world.Start("w5", new Script
        {
            Receive = (a, message) =>
            {
                if (message is not "go")
                    return;
                A.Context.Watch(t2);
                A.Context.WatchWith(t2, "ignored");
                a.Print("WatchWith after Watch: no error");
            },
        });
        world.Tell(w5, "go");
        Recording.Check(10, world);
    }

    [Fact]
    public void Case_27_children_stop_before_their_parent()
    {
        using var world = new World();
        var grandkid = new Script();
        var kid = new Script { PreStart = a => a.Start("grandkid", grandkid) };
        var p = world.Start("p", new Script { PreStart = a => a.Start("kid", kid) });
        var w = world.Start("w", new Script
        {
            Receive = (_, message) =>
            {
                if (message is IActorRef reference)
                    A.Context.Watch(reference);
            },
        });
        world.Run();
        World.Enqueue(w, p);
        world.Tell(p, "queued");
        world.System.Stop(p);
        world.Run();
        Recording.Check(27, world);
    }

    private static void LastMessagesComeBeforeTerminated(World world)
    {
        var t = world.Start("t", new Script
        {
            Receive = (a, message) =>
            {
                var watcher = (IActorRef)message;
                watcher.Tell("last1");
                watcher.Tell("last2");
                A.Context.Stop(a.Self);
                watcher.Tell("after-stop-call");
            },
        });
        var w = world.Start("w", new Script
        {
            Receive = (a, message) =>
            {
                if (message is IActorRef target)
                {
                    A.Context.Watch(target);
                    A.Context.Watch(target);
                    target.Tell(a.Self);
                }
                else if (message is "again")
                {
                    A.Context.Watch(t);
                }
            },
        });
        world.Run();
        world.Tell(w, t);
        world.Tell(w, "again");
    }

    /// <summary>A watcher whose messages are handled as given, and which leaves Terminated unhandled; then the target is stopped.</summary>
    private static void AStoppedActor(World world, IActorRef target, string watcher, Action<object> handle, params string[] messages)
    {
        var w = world.Start(watcher, new Script
        {
            Receive = (a, message) =>
            {
                if (message is Terminated)
                    a.Unhandled(message);
                else if (message is "w" or "uw")
                    handle(message);
            },
        });
        world.Tell(w, messages.Length == 0 ? ["w"] : messages);
        world.System.Stop(target);
        world.Run();
    }
}
