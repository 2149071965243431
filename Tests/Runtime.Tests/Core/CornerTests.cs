using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>Corners of Akka.NET that are easily taken for something else.</summary>
public sealed class CornerTests
{
    [Fact]
    public async Task A_terminated_system_says_so()
    {
        var world = new World("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        world.Actor("a");
        world.Run();
        var called = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.System.RegisterOnTermination(() => called.SetResult(true));
        var end = world.System.Terminate();
        world.Run();
        Assert.True(await called.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await end.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("a/1 PostStop", world.Log);
    }

    [Fact]
    public void The_bottom_of_the_behaviours_is_the_actors_own_not_that_of_its_constructor()
    {
        var world = new World();
        var a = world.System.ActorOf(Props.Create(() => new Stacking(world.Log)), "a");
        foreach (var m in (string[])["push", "x", "pop", "x", "pop", "x", "pop", "x"]) a.Tell(m);
        world.Expect("second push", "top x", "top pop", "second x", "second pop", "own x", "own pop", "own x");
    }

    [Fact]
    public void Null_is_refused_where_it_is_sent()
    {
        var world = new World();
        var a = world.Actor("a");
        world.Run();
        Assert.StartsWith(
            "The message cannot be null.", Assert.Throws<ArgumentNullException>(() => a.Tell(null!)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidMessageException>(() => world.System.DeadLetters.Tell(null!));
        ActorRefs.Nobody.Tell(null!);
    }

    [Fact]
    public void A_wildcard_that_matches_one_actor_does_not_make_the_rest_silent()
    {
        var world = new World();
        world.LogDeadLetters();
        world.Actor("t1");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/t*/none").Tell("one", ActorRefs.NoSender);
        world.Run();
        Assert.Equal("[DeadLetter one from deadLetters to none]", Assert.Single(world.Log));
        world.Actor("t2");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/t*/none").Tell("many", ActorRefs.NoSender);
        world.Expect();
    }

    private sealed class Stacking : UntypedActor
    {
        private readonly List<string> _log;

        public Stacking(List<string> log)
        {
            _log = log;
            Become(Second);
        }

        protected override void OnReceive(object message)
        {
            _log.Add($"own {message}");
            if (message is "pop") UnbecomeStacked();
        }

        private void Second(object message)
        {
            _log.Add($"second {message}");
            if (message is "push") BecomeStacked(Top);
            if (message is "pop") UnbecomeStacked();
        }

        private void Top(object message)
        {
            _log.Add($"top {message}");
            if (message is "pop") UnbecomeStacked();
        }
    }
}
