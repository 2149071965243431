using ActorIommu.Runtime.Tests.RecordedCases.Harness;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>Akka.NET's order follows hash codes, which differ from process to process.</summary>
public sealed class ChildrenOrderTests
{
    [Fact]
    public void Case_25_order_of_GetChildren()
    {
        using var world = new World();
        var a = world.Start("a", new Script
        {
            Receive = (self, _) =>
            {
                for (var number = 0; number < 8; number++)
                    self.Start($"k{number}", new Script());
                self.Print(string.Join(",", A.Context.GetChildren().Select(child => child.Path.Name)));
            },
        });
        world.Tell(a, "list");
        Recording.Check(25, world);
    }
}
