using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Core;

public sealed class AsyncTests
{
    [Fact]
    public void While_a_handler_awaits_only_system_messages_are_processed()
    {
        var world = new World();
        world.LogDeadLetters();
        var gate = new TaskCompletionSource();
        var s = world.Actor("s");
        var a = Awaiting(world, () => gate.Task);
        world.Run();
        world.Log.Clear();
        a.Tell("async", s);
        a.Tell("next", s);
        world.Expect("a/1 <- async");
        gate.SetResult();
        world.Expect("a/1 resumed self=a sender=s", "a/1 <- next");
    }

    [Fact]
    public void A_failure_after_the_await_is_one_of_the_message()
    {
        var world = new World();
        var gate = new TaskCompletionSource();
        var a = Awaiting(world, () => gate.Task);
        a.Tell("async");
        a.Tell("n2");
        world.Run();
        world.Log.Clear();
        gate.SetException(new InvalidOperationException("async boom"));
        world.Expect(
            "a/1 PreRestart(async boom,async)", "a/1 PostStop", "a/2 ctor", "a/2 PostRestart(async boom)", "a/2 PreStart", "a/2 <- n2");
    }

    [Fact]
    public void An_actor_that_is_stopped_while_it_awaits_never_continues()
    {
        var world = new World();
        world.LogDeadLetters();
        var gate = new TaskCompletionSource();
        var s = world.Actor("s");
        var a = Awaiting(world, () => gate.Task);
        world.Run();
        world.Log.Clear();
        a.Tell("async", s);
        a.Tell("n3", s);
        world.Run();
        world.System.Stop(a);
        world.Run();
        gate.SetResult();
        world.Expect(
            "a/1 <- async", "a/1 PostStop", "[DeadLetter n3 from s to a]", "[DeadLetter <ActorTaskSchedulerMessage> from a to a]");
    }

    [Fact]
    public void An_ask_ends_with_the_first_answer()
    {
        var world = new World();
        world.LogDeadLetters();
        var a = world.Actor("a", (self, m) =>
        {
            switch (m)
            {
                case "int":
                    self.From.Tell(5);
                    break;
                case "fail":
                    self.From.Tell(new Status.Failure(new InvalidOperationException("nope")));
                    break;
                case "twice":
                    self.From.Tell("first");
                    self.From.Tell("second");
                    break;
                default:
                    break;
            }
        });
        var five = a.Ask<int>("int");
        var wrong = a.Ask<string>("int");
        var fail = a.Ask<string>("fail");
        var twice = a.Ask<string>("twice");
        world.Run();
        Assert.Equal(5, World.Outcome(five));
        Assert.Equal(
            "Received message of type [System.Int32] - Ask expected message of type [System.String]",
            Assert.IsType<ArgumentException>(wrong.Exception!.InnerException).Message);
        Assert.Equal("nope", Assert.IsType<InvalidOperationException>(fail.Exception!.InnerException).Message);
        Assert.Equal("first", World.Outcome(twice));
        Assert.Equal(2, world.Log.Count(line => line.StartsWith("[DeadLetter", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_sender_of_an_ask_can_be_resolved_while_it_is_open()
    {
        var world = new World();
        IActorRef? sender = null;
        var a = world.Actor("a", (self, _) => sender = self.From);
        var answer = a.Ask<string>("x");
        world.Run();
        Assert.Equal("temp", sender!.Path.Parent.Name);
        var resolved = ((ExtendedActorSystem)world.System).Provider.ResolveActorRef(sender.Path.ToSerializationFormat());
        resolved.Tell("answer");
        Assert.Equal("answer", World.Outcome(answer));
    }

    [Fact]
    public void PipeTo_sends_results_and_failures()
    {
        var world = new World();
        var a = world.Actor("a", (self, m) =>
        {
            if (m is not "go") return;
            Task.FromResult("ok").PipeTo(self.Me);
            Task.FromException<string>(new InvalidOperationException("bad")).PipeTo(self.Me, failure: e => $"mapped {e.Message}");
        });
        a.Tell("go");
        world.Expect("a/1 ctor", "a/1 PreStart", "a/1 <- go", "a/1 <- ok", "a/1 <- mapped bad");
    }

    [Fact]
    public void A_graceful_stop_tells_when_the_actor_is_gone()
    {
        var world = new World();
        var a = world.Actor("a");
        world.Run();
        var stopped = a.GracefulStop(TimeSpan.FromMinutes(1));
        world.Run();
        Assert.True(World.Outcome(stopped));
    }

    private static IActorRef Awaiting(World world, Func<Task> gate) => world.Actor("a", (self, m) =>
    {
        if (m is not "async") return;
        self.Async(async () =>
        {
            await gate();
            self.Say($"resumed self={self.Me.Path.Name} sender={self.From.Path.Name}");
        });
    });
}
