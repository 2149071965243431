using Akka.Actor;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>What Akka.NET 1.5.30 does and versions since 1.5.71 do not: the embedded runtime is the one that was recorded.</summary>
public sealed class KitOf1530Tests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_predicate_of_the_sender_fails_in_the_text_it_would_fail_with()
    {
        TestActor.Tell("x", TestActor);
        Assert.Throws<FormatException>(() => ExpectMsgFrom<string>(sender => sender.Equals(TestActor), text => text == "x"));
    }

    [Fact]
    public void The_strategy_of_a_probes_child_is_not_used()
    {
        var probe = CreateTestProbe();
        var child = probe.ChildActorOf<Failer>(new OneForOneStrategy(_ => Directive.Stop));
        child.Tell("fail");
        child.Tell("ping", probe.Ref);
        probe.ExpectMsg("pong");
    }

    [Fact]
    public async Task A_failure_is_an_object() =>
        Assert.IsType<Status.Failure>(await Sys.ActorOf(Props.Create(() => new Refuser())).Ask<object>("x"));

    private sealed class Failer : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not "ping")
                throw new InvalidOperationException("as told");
            Sender.Tell("pong");
        }
    }

    private sealed class Refuser : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(new Status.Failure(new InvalidOperationException("nope")));
    }
}
