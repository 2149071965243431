using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

/// <summary>Akka.NET restarts siblings in hash order, which differs from process to process.</summary>
public sealed partial class SupervisionCases
{
    [Fact]
    public void Case_16_AllForOne_restarts_the_siblings()
    {
        using var world = new World();
        var p = Parent(world, new AllForOneStrategy(_ => Directive.Restart));
        world.Tell(p, ("k1", "!"), ("k2", "after"));
        Recording.Check(16, world);
    }
}
