using Akka.Actor;
using Akka.TestKit.TestActors;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class TestActorRefTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void The_actor_is_there_at_once()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        Assert.Equal(0, actor.UnderlyingActor.Count);
    }

    [Fact]
    public void Its_state_has_changed_when_tell_returns()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        actor.Tell("x");
        actor.Tell("y");
        Assert.Equal(2, actor.UnderlyingActor.Count);
    }

    [Fact]
    public void It_replies_to_the_test_actor()
    {
        ActorOfAsTestActorRef<Counter>().Tell("ask");
        ExpectMsg(1);
    }

    [Fact]
    public void Receive_passes_the_mailbox_and_throws_to_the_caller()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        actor.Receive("x");
        Assert.Equal(1, actor.UnderlyingActor.Count);
        Assert.Throws<InvalidOperationException>(() => actor.Receive("fail"));
        Assert.Equal(2, actor.UnderlyingActor.Count);
    }

    [Fact]
    public void Receive_has_the_given_sender()
    {
        ActorOfAsTestActorRef<Counter>().Receive("ask", TestActor);
        ExpectMsg(1);
    }

    [Fact]
    public async Task ReceiveAsync_fails_with_the_handler()
    {
        var actor = ActorOfAsTestActorRef<Awaiting>();
        var gate = new TaskCompletionSource();
        var handled = actor.ReceiveAsync(gate);
        gate.SetException(new InvalidOperationException("as told"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => handled.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_told_failure_is_its_supervisors_and_a_new_instance_is_shown()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        var first = actor.UnderlyingActor;
        actor.Tell("fail");
        // The user guardian decides on its own dispatcher; once it has, the answer comes.
        actor.Tell("ask");
        ExpectMsg(1);
        Assert.NotSame(first, actor.UnderlyingActor);
    }

    [Fact]
    public void A_supervisor_can_be_chosen()
    {
        var parent = ActorOfAsTestActorRef<BlackHoleActor>("parent");
        var child = ActorOfAsTestActorRef<Counter>(parent.Ref, "child");
        Assert.Equal(parent.Path / "child", child.Path);
        Assert.Equal(((IInternalActorRef)child).Parent, parent.Ref);
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        ActorOfAsTestActorRef<Counter>("taken");
        Assert.Throws<InvalidActorNameException>(() => ActorOfAsTestActorRef<Counter>("taken"));
    }

    [Fact]
    public void An_actor_made_by_an_expression_or_props_gets_its_arguments()
    {
        Assert.Equal(5, ActorOfAsTestActorRef(() => new Counter(5)).UnderlyingActor.Count);
        Assert.Equal(6, ActorOfAsTestActorRef<Counter>(Props.Create(() => new Counter(6))).UnderlyingActor.Count);
    }

    [Fact]
    public void A_terminated_actor_is_not_shown()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        Watch(actor.Ref);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor.Ref);
        Assert.Throws<IllegalActorStateException>(() => actor.UnderlyingActor);
    }

    [Fact]
    public void It_can_watch()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        var other = ActorOfAsTestActorRef<BlackHoleActor>();
        actor.Watch(other.Ref);
        var witness = CreateTestProbe();
        witness.Watch(other.Ref);
        other.Tell(PoisonPill.Instance);
        witness.ExpectTerminated(other.Ref);
        AwaitCondition(() => actor.UnderlyingActor.Ended.Count == 1, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        Assert.Equal([other.Ref], actor.UnderlyingActor.Ended);
    }

    [Fact]
    public void It_equals_its_reference()
    {
        var actor = ActorOfAsTestActorRef<Counter>();
        Assert.True(actor == actor.Ref);
        Assert.False(actor != actor.Ref);
        Assert.True(actor.Equals(actor.Ref));
        Assert.False(actor.Equals(TestActor));
        Assert.Equal(actor.Ref.GetHashCode(), actor.GetHashCode());
    }

    private sealed class Counter : UntypedActor
    {
        public Counter()
        {
        }

        public Counter(int count) => Count = count;

        public int Count { get; private set; }

        public List<IActorRef> Ended { get; } = [];

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated)
            {
                Ended.Add(terminated.ActorRef);
                return;
            }
            Count++;
            switch (message)
            {
                case "fail":
                    throw new InvalidOperationException("as told");
                case "ask":
                    Sender.Tell(Count);
                    break;
            }
        }
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting()
        {
            ReceiveAsync<TaskCompletionSource>(async gate =>
            {
                await gate.Task;
                Count++;
            });
            ReceiveAny(_ => { });
        }

        public int Count { get; private set; }
    }
}
