using ActorIommu.Runtime.Tests.RecordedCases.Harness;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class BehaviourCases
{
    [Fact]
    public void Case_09_behaviours_stack_and_a_restart_resets_them()
    {
        using var world = new World();
        var p = world.Start("p", new Script
        {
            Receive = (a, message) =>
            {
                if (message is "b1")
                    a.Push(next => First(a, next));
                if (message is "pop")
                    a.Pop();
            },
        });
        world.Tell(p, "b1", "x", "b2", "x", "pop", "x", "pop", "x", "pop", "x", "b1", "b2", "boom", "x");
        Recording.Check(9, world);
    }

    private static void First(A a, object message)
    {
        a.Print($"  behaviour b1 <- {message}");
        if (message is "b2")
            a.Push(next => Second(a, next));
        if (message is "pop")
            a.Pop();
    }

    private static void Second(A a, object message)
    {
        a.Print($"  behaviour b2 <- {message}");
        if (message is "boom")
            throw PlainFailure.Of("boom");
        if (message is "pop")
            a.Pop();
    }
}
