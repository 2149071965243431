using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed partial class SupervisionCases
{
    [Fact]
    public void Case_12_resume_stop_and_escalate()
    {
        using var world = new World();
        var p = Parent(world, new OneForOneStrategy(error => error.Message switch
        {
            "resume" => Directive.Resume,
            "stop" => Directive.Stop,
            _ => Directive.Escalate,
        }));
        world.Tell(p, ("k1", "!resume"), ("k1", "x"), ("k1", "!stop"), ("k1", "y"));
        world.Log("-- escalate from k2");
        world.Tell(p, ("k2", "!esc"), ("k2", "z"));
        Recording.Check(12, world);
    }

    [Fact]
    public void Case_13_the_number_of_restarts_is_limited()
    {
        using var world = new World();
        FailFourTimes(world, world.Start("p2", FailingChild(new OneForOneStrategy(2, -1, _ => Directive.Restart))), TimeSpan.Zero);
        FailFourTimes(world, world.Start("p0", FailingChild(new OneForOneStrategy(0, -1, _ => Directive.Restart))), TimeSpan.Zero);
        Recording.Check(13, world);
    }

    [Fact]
    public void Case_14_the_number_of_restarts_in_a_window_is_limited()
    {
        using var world = new World();
        var p = world.Start("p", FailingChild(new OneForOneStrategy(2, 5000, _ => Directive.Restart)));
        FailFourTimes(world, p, TimeSpan.FromSeconds(10));
        Recording.Check(14, world);
    }

    /// <summary>
    /// An actor with the children k1 and k2, to which it passes the second part of (child, message); those throw if it starts with "!".
    /// </summary>
    private static IActorRef Parent(World world, SupervisorStrategy strategy)
    {
        Action<A, object> throwing = (_, message) =>
        {
            if (((string)message).StartsWith('!'))
                throw PlainFailure.Of(message is "!" ? "x" : ((string)message)[1..]);
        };
        Script k1 = new() { Receive = throwing }, k2 = new() { Receive = throwing };
        var p = world.Start("p", new Script
        {
            Strategy = strategy,
            PreStart = a =>
            {
                a.Start("k1", k1);
                a.Start("k2", k2);
            },
            Receive = (_, message) =>
            {
                var (child, text) = ((string, string))message;
                A.Context.Child(child).Tell(text);
            },
        });
        world.Run();
        return p;
    }

    /// <summary>A parent that passes every message to its child k, which throws on each.</summary>
    private static Script FailingChild(SupervisorStrategy strategy)
    {
        var k = new Script { Receive = (_, _) => throw PlainFailure.Of("x") };
        return new Script
        {
            Strategy = strategy,
            PreStart = a => a.Start("k", k),
            Receive = (_, message) => A.Context.Child("k").Tell(message),
        };
    }

    private static void FailFourTimes(World world, IActorRef parent, TimeSpan pause)
    {
        world.Run();
        for (var count = 0; count < 4; count++)
        {
            world.Tell(parent, $"f{count}");
            world.Advance((int)pause.TotalMilliseconds);
        }
    }
}
