using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class StopCases
{
    [Fact]
    public void Case_11_Stop_overtakes_messages_but_PoisonPill_and_Kill_queue()
    {
        using var world = new World();
        var a = world.Start("a", new Script
        {
            Receive = (self, message) =>
            {
                if (message is "stopself")
                    A.Context.Stop(self.Self);
            },
        });
        world.Tell(a, 1, "stopself", 2, 3);
        world.Tell(world.Start("b", new Script()), 1, PoisonPill.Instance, 2);
        world.Tell(world.Start("c", new Script()), 1, Kill.Instance, 2);
        var d = world.Start("d", new Script());
        world.Run();
        world.Log("-- Stop() overtakes queued user messages:");
        World.Enqueue(d, 1, 2);
        ((IInternalActorRef)d).Stop();
        world.Run();
        Recording.Check(11, world);
    }
}
