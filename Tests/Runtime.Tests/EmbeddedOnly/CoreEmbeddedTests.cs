using ActorIommu.Runtime.Tests.Core;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>Akka.NET has its children in hash order.</summary>
public sealed class CoreEmbeddedTests
{
    [Fact]
    public void AllForOne_restarts_the_siblings_too()
    {
        var world = new World();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is not "mk") return;
                a.Spawn("k1");
                a.Spawn("k2");
            }, new Scripted.Incarnations { Strategy = new AllForOneStrategy(_ => Directive.Restart) }), "p");
        p.Tell("mk");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/p/k1").Tell("boom");
        world.Expect(
            "k1/1 <- boom", "k1/1 PreRestart(boom,boom)", "k1/1 PostStop", "k1/2 ctor", "k1/2 PostRestart(boom)", "k1/2 PreStart",
            "k2/1 PreRestart(boom,null)", "k2/1 PostStop", "k2/2 ctor", "k2/2 PostRestart(boom)", "k2/2 PreStart");
    }
}
