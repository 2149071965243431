using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class CallingThreadDispatcherTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_message_is_processed_before_tell_returns()
    {
        var seen = new List<object>();
        var actor = Started(Props.Create(() => new Recorder(seen)));
        actor.Tell("x");
        Assert.Equal("x", seen[^1]);
    }

    [Fact]
    public void It_is_processed_by_the_calling_thread()
    {
        var seen = new List<object>();
        var actor = Started(Props.Create(() => new ThreadRecorder(seen)));
        actor.Tell("x");
        Assert.Equal(Environment.CurrentManagedThreadId, seen[^1]);
    }

    [Fact]
    public void A_message_to_an_actor_in_its_turn_waits_for_the_next()
    {
        var seen = new List<object>();
        var actor = Started(Props.Create(() => new SelfTeller(seen)));
        actor.Tell(3);
        Assert.Equal(["in 3", "out 3", "in 2", "out 2", "in 1", "out 1", "in 0", "out 0"], seen);
    }

    [Fact]
    public void A_failing_actor_is_restarted_before_tell_returns()
    {
        var seen = new List<object>();
        var failer = Props.Create(() => new Failer(seen)).WithDispatcher(CallingThreadDispatcher.Id);
        var parent = Started(Props.Create(() => new Parent(failer)));
        parent.Tell("fail");
        parent.Tell("x");
        Assert.Equal(["new", "new", "x"], seen);
    }

    /// <summary>
    /// Top-level actors are started by their guardian, on its own thread, and that first run would take a message of ours along. The
    /// guardian starts one after the other: when a later actor answers, the first run of the earlier one is over.
    /// </summary>
    private IActorRef Started(Props props)
    {
        var actor = Sys.ActorOf(props.WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell(new Identify(1));
        ExpectMsg<ActorIdentity>();
        Sys.ActorOf(SimpleEchoActor.Props()).Tell(new Identify(2));
        ExpectMsg<ActorIdentity>();
        return actor;
    }

    private sealed class Recorder(List<object> seen) : UntypedActor
    {
        protected override void OnReceive(object message) => seen.Add(message);
    }

    private sealed class ThreadRecorder(List<object> seen) : UntypedActor
    {
        protected override void OnReceive(object message) => seen.Add(Environment.CurrentManagedThreadId);
    }

    private sealed class SelfTeller(List<object> seen) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            seen.Add($"in {message}");
            if (message is > 0)
                Self.Tell((int)message - 1);
            seen.Add($"out {message}");
        }
    }

    private sealed class Parent(Props child) : UntypedActor
    {
        private readonly IActorRef _child = Context.ActorOf(child);

        protected override void OnReceive(object message) => _child.Forward(message);
    }

    private sealed class Failer : UntypedActor
    {
        private readonly List<object> _seen;

        public Failer(List<object> seen)
        {
            _seen = seen;
            seen.Add("new");
        }

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new InvalidOperationException("as told");
            _seen.Add(message);
        }
    }
}

public sealed class TestActorsTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Echo_tells_the_test_actor_and_the_sender()
    {
        var probe = CreateTestProbe();
        var echo = ActorOf(EchoActor.Props(this));
        probe.Send(echo, "x");
        probe.ExpectMsg("x");
        ExpectMsgFrom(probe.Ref, "x");
    }

    [Fact]
    public void Echo_may_leave_the_sender_out()
    {
        var probe = CreateTestProbe();
        var echo = ActorOf(EchoActor.Props(this, echoBackToSenderAsWell: false));
        probe.Send(echo, "x");
        ExpectMsg("x");
        Assert.False(probe.HasMessages);
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var probe = CreateTestProbe();
        probe.Send(ActorOf(ForwardActor.Props(TestActor)), "x");
        ExpectMsgFrom(probe.Ref, "x");
    }

    [Fact]
    public void The_black_hole_handles_everything()
    {
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled.Ref, typeof(Akka.Event.UnhandledMessage));
        var hole = ActorOf(BlackHoleActor.Props);
        hole.Tell("x");
        hole.Tell(new Identify(1));
        ExpectMsg<ActorIdentity>();
        Assert.False(unhandled.HasMessages);
    }

    [Fact]
    public void The_unhandling_actor_handles_nothing()
    {
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled.Ref, typeof(Akka.Event.UnhandledMessage));
        ActorOf<UnhandledMessageActor>().Tell("x");
        Assert.Equal("x", unhandled.ExpectMsg<Akka.Event.UnhandledMessage>().Message);
    }
}
