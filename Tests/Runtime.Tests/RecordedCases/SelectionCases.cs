using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class SelectionCases
{
    [Fact]
    public void Case_22_selection_identify_and_forward()
    {
        using var world = new World();
        var logging = (A a, object _) => a.LogSender();
        var t1 = world.Start("t1", new Script { Receive = logging });
        world.Start("t2", new Script { Receive = logging });
        var f = world.Start("f", new Script
        {
            Receive = (a, message) =>
            {
                if (message is not "fw")
                    return;
                t1.Forward(message);
                A.Context.ActorSelection("/user/t2").Tell("sel", a.Self);
                A.Context.ActorSelection("/user/none").Tell("lost", a.Self);
                A.Context.ActorSelection("/user/none").Tell(new Identify(7), a.Self);
                A.Context.ActorSelection("../t1").Tell("sel", a.Self);
                A.Context.ActorSelection("../t1").Tell(new Identify(8), a.Self);
            },
        });
        f.Tell("fw", world.Start("orig", new Script()));
        world.Run();
        Recording.Check(22, world);
    }
}
