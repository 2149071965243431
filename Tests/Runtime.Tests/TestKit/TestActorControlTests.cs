using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class TestActorControlTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Ignored_messages_are_dropped_until_further_notice()
    {
        IgnoreMessages(message => message is int);
        TestActor.Tell(1);
        TestActor.Tell("x");
        ExpectMsg("x");
        IgnoreNoMessages();
        TestActor.Tell(2);
        ExpectMsg(2);
    }

    [Fact]
    public void Messages_of_a_type_can_be_ignored()
    {
        IgnoreMessages<int>(number => number > 1);
        TestActor.Tell(2);
        TestActor.Tell(1);
        ExpectMsg(1);
        IgnoreMessages<string>();
        TestActor.Tell("x");
        TestActor.Tell(3);
        ExpectMsg(3);
    }

    [Fact]
    public void The_end_of_a_watched_actor_is_expected()
    {
        var actor = ActorOf(BlackHoleActor.Props);
        Assert.Same(actor, Watch(actor));
        Sys.Stop(actor);
        Assert.Equal(actor, ExpectTerminated(actor).ActorRef);
    }

    [Fact]
    public async Task The_end_of_a_watched_actor_can_be_awaited()
    {
        var actor = await WatchAsync(ActorOf(BlackHoleActor.Props));
        actor.Tell(PoisonPill.Instance);
        await ExpectTerminatedAsync(actor);
    }

    [Fact]
    public void The_end_of_another_actor_fails()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        Assert.ThrowsAny<XunitException>(() => ExpectTerminated(TestActor));
    }

    [Fact]
    public void An_actor_that_lives_does_not_terminate()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Assert.ThrowsAny<XunitException>(() => ExpectTerminated(actor, Short));
    }

    [Fact]
    public void An_unwatched_actor_ends_in_silence()
    {
        var witness = CreateTestProbe();
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Unwatch(actor);
        witness.Watch(actor);
        Sys.Stop(actor);
        witness.ExpectTerminated(actor);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void A_pilot_answers_before_the_message_is_queued()
    {
        var probe = CreateTestProbe();
        SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell("re: " + message, ActorRefs.NoSender);
            return AutoPilot.KeepRunning;
        }));
        TestActor.Tell("a", probe.Ref);
        TestActor.Tell("b", probe.Ref);
        probe.ExpectMsg("re: a");
        probe.ExpectMsg("re: b");
        ExpectMsg("a");
        ExpectMsg("b");
    }

    [Fact]
    public void A_pilot_that_says_so_is_removed_or_replaced()
    {
        var probe = CreateTestProbe();
        var once = new DelegateAutoPilot((sender, _) => { sender.Tell("second", ActorRefs.NoSender); return AutoPilot.NoAutoPilot; });
        SetAutoPilot(new DelegateAutoPilot((sender, _) => { sender.Tell("first", ActorRefs.NoSender); return once; }));
        TestActor.Tell(1, probe.Ref);
        TestActor.Tell(2, probe.Ref);
        TestActor.Tell(3, probe.Ref);
        probe.ExpectMsg("first");
        probe.ExpectMsg("second");
        probe.ExpectNoMsg(Short);
        Assert.Equal([1, 2, 3], ReceiveN(3));
    }

    [Fact]
    public void The_test_actor_is_the_implicit_sender()
    {
        var echo = ActorOf(SimpleEchoActor.Props());
        echo.Tell("x");
        ExpectMsgFrom(echo, "x");
    }

    [Fact]
    public async Task The_test_actor_is_the_implicit_sender_after_an_await()
    {
        var echo = ActorOf(SimpleEchoActor.Props());
        await Task.Yield();
        echo.Tell("x");
        await ExpectMsgFromAsync(echo, "x");
        await Task.Yield();
        echo.Tell("y");
        await ExpectMsgFromAsync(echo, "y");
    }
}

public sealed class NoImplicitSenderTests : Akka.TestKit.Xunit2.TestKit, INoImplicitSender
{
    [Fact]
    public void A_class_with_the_marker_tells_without_a_sender()
    {
        TestActor.Tell("x");
        ExpectMsg("x");
        Assert.NotEqual(TestActor, LastSender);
    }
}
