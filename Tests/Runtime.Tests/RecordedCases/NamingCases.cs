using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class NamingCases
{
    [Fact]
    public void Case_17_a_name_is_free_when_its_actor_has_terminated()
    {
        using var world = new World();
        var k = new Script();
        IActorRef? old = null;
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                switch (message)
                {
                    case "mk" when old is null:
                        old = a.Start("k", k);
                        break;
                    case "mk":
                        Compare(a, old, a.Start("k", k));
                        break;
                    case "stop":
                        A.Context.Stop(old!);
                        Try(() => a.Start("k", k), error => a.Print($"{error.GetType().Name}: {error.Message}"));
                        break;
                    case "auto":
                        IActorRef[] children = [a.Start(new Script()), a.Start(new Script()), a.Start(new Script())];
                        a.Print(string.Join(" ", children.Select(child => child.Path.Name)));
                        break;
                }
            },
        });
        foreach (var message in new[] { "mk", "stop", "mk", "auto" })
            world.Tell(p, message);
        foreach (var name in new[] { "", "a/b", "$x", "a b", "ok-1_x" })
        {
            if (Try(() => world.Start(name, new Script()), error => world.Log($"name '{name}': {error.GetType().Name}")))
                world.Log($"name '{name}' ok");
        }

        world.Run();
        Recording.Check(17, world);
    }

    [Fact]
    public void Case_24_a_message_to_oneself_in_PreStart_comes_after_earlier_ones()
    {
        using var world = new World();
        var c = new Script();
        var a = world.Start("a", new Script
        {
            PreStart = self => self.Self.Tell("from-prestart"),
            Receive = (self, message) =>
            {
                if (message is not "mk")
                    return;
                var child = self.Start("c", c);
                self.Print("parent continues after ActorOf");
                child.Tell("first");
            },
        });
        World.Enqueue(a, "ext1", "mk");
        world.Run();
        Recording.Check(24, world);
    }

    private static void Compare(A a, IActorRef old, IActorRef current)
    {
        a.Print(
            $"equal={old.Equals(current)} pathEqual={old.Path.Equals(current.Path)} hashEq={old.GetHashCode() == current.GetHashCode()} "
            + $"cmp={old.CompareTo(current) != 0} str={old.ToString() != current.ToString()} pathStr={current.Path}");
        current.Tell("to-new");
        old.Tell("to-old");
    }

    private static bool Try(Action action, Action<InvalidActorNameException> failed)
    {
        try
        {
            action();
            return true;
        }
        catch (InvalidActorNameException error)
        {
            failed(error);
            return false;
        }
    }
}
