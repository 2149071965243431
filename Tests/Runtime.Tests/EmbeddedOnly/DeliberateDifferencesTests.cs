using ActorIommu.Runtime.Tests.Core;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>The differences from Akka.NET that are deliberate.</summary>
public sealed class DeliberateDifferencesTests
{
    [Fact]
    public void Ask_timeouts_run_on_the_schedulers_time()
    {
        var world = new World();
        var a = world.Actor("a");
        var answer = a.Ask<string>("x", TimeSpan.FromSeconds(30));
        world.Advance(29_999);
        Assert.False(answer.IsCompleted);
        world.Advance(1);
        Assert.Equal("Timeout after 30.00 seconds", Assert.IsType<AskTimeoutException>(answer.Exception!.InnerException).Message);
    }

    [Fact]
    public void Restart_windows_run_on_the_schedulers_time()
    {
        var world = new World();
        var kid = new Scripted.Incarnations();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, _) => a.Ctx.ActorOf(Scripted.Props(a.Output, null, kid), "k"), new Scripted.Incarnations
            {
                Strategy = new OneForOneStrategy(2, TimeSpan.FromSeconds(5), _ => Directive.Restart),
            }), "p");
        p.Tell("mk");
        world.Run();
        for (var i = 0; i < 4; i++)
        {
            world.System.ActorSelection("/user/p/k").Tell("boom");
            world.Advance(10_000);
        }

        Assert.Equal(5, kid.Count);
        for (var i = 0; i < 3; i++) world.System.ActorSelection("/user/p/k").Tell("boom");
        world.Run();
        Assert.Equal(7, kid.Count);
    }

    [Fact]
    public void Children_are_enumerated_in_the_order_of_their_creation()
    {
        var world = new World();
        var names = Enumerable.Range(0, 20).Select(i => $"k{i * 7 % 20}").ToArray();
        var p = world.Actor("p", (a, _) =>
        {
            foreach (var name in names) a.Spawn(name);
            a.Say(string.Join(',', a.Ctx.GetChildren().Select(child => child.Path.Name)));
        });
        p.Tell("mk");
        world.Run();
        Assert.Contains("p/1 " + string.Join(',', names), world.Log);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 6)]
    public void A_throughput_of_one_is_one_message_per_run(int throughput, int perRun)
    {
        var world = new World(throughput: throughput);
        var a = world.Actor("a");
        world.Run();
        for (var i = 0; i < 120; i++) a.Tell("x");
        var before = world.Default.Runs;
        world.Run();
        Assert.Equal(120 / perRun, world.Default.Runs - before);
    }
}
