using Akka.Actor;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class TestProbeTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_probe_has_its_own_queue()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("x");
        probe.ExpectMsg("x");
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_probe_has_the_name_it_is_given() => Assert.Equal("alice", CreateTestProbe("alice").Ref.Path.Name);

    [Fact]
    public void A_probe_can_be_used_as_a_reference()
    {
        var probe = CreateTestProbe();
        IActorRef reference = probe;
        reference.Tell("x", ActorRefs.NoSender);
        probe.ExpectMsg("x");
        Assert.Equal(probe.Ref.Path, reference.Path);
        Assert.True(reference.Equals(probe.Ref));
        Assert.Equal(probe.Ref.GetHashCode(), probe.GetHashCode());
    }

    [Fact]
    public void Send_names_the_probe_as_the_sender()
    {
        var probe = CreateTestProbe();
        probe.Send(ActorOf(SimpleEchoActor.Props()), "x");
        probe.ExpectMsg("x");
    }

    [Fact]
    public void Reply_goes_to_the_last_sender()
    {
        var alice = CreateTestProbe();
        var bob = CreateTestProbe();
        alice.Send(bob.Ref, "ping");
        bob.ExpectMsg("ping");
        Assert.Equal(alice.Ref, bob.Sender);
        bob.Reply("pong");
        alice.ExpectMsgFrom(bob.Ref, "pong");
    }

    [Fact]
    public void Reply_before_the_first_message_is_an_error() =>
        Assert.Throws<IllegalActorStateException>(() => CreateTestProbe().Reply("x"));

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var alice = CreateTestProbe();
        var bob = CreateTestProbe();
        alice.Send(bob.Ref, "x");
        bob.ExpectMsg("x");
        bob.Forward(TestActor);
        ExpectMsgFrom(alice.Ref, "x");
        bob.Forward(TestActor, "y");
        ExpectMsgFrom(alice.Ref, "y");
    }

    [Fact]
    public void A_probe_fails_like_the_kit()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("x");
        Assert.ThrowsAny<XunitException>(() => probe.ExpectMsg(1));
    }

    [Fact]
    public void A_probe_does_not_take_the_implicit_sender_over()
    {
        CreateTestProbe();
        var echo = ActorOf(SimpleEchoActor.Props());
        echo.Tell("x");
        ExpectMsg("x");
    }

    [Fact]
    public void A_child_of_a_probe_has_it_as_parent()
    {
        var probe = CreateTestProbe();
        var child = probe.ChildActorOf(Props.Create(() => new Reporter()), "kid");
        Assert.Equal(probe.Ref.Path / "kid", child.Path);
        child.Tell("parent?");
        probe.ExpectMsgFrom(child, "parent?");
    }

    [Fact]
    public async Task A_child_can_be_awaited()
    {
        var child = await ChildActorOfAsync(Props.Create(() => new Reporter()));
        Assert.Equal(TestActor.Path, child.Path.Parent);
    }

    private sealed class Reporter : UntypedActor
    {
        protected override void OnReceive(object message) => Context.Parent.Tell(message, Self);
    }

    private sealed class Failer : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("as told");
    }
}
