using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorIommu.Runtime.Tests.Dispatch;

/// <summary>The default dispatcher: what one actor does in its turn is nothing to the actors that it sends to.</summary>
public sealed class DispatcherTests : TestKit
{
    // The pool makes a new thread for those that wait twice a second at most.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly AsyncLocal<string?> Mark = new();

    [Fact]
    public void An_actor_that_waits_does_not_hold_up_whom_it_has_sent_to()
    {
        var release = Start((context, message) => ((ManualResetEventSlim)message).Set());
        var waits = Start((context, message) =>
        {
            using var released = new ManualResetEventSlim();
            release.Tell(released);
            context.Sender.Tell(released.Wait(Limit));
        });
        for (var i = 0; i < 10; i++)
        {
            waits.Tell("", TestActor);
            Assert.True(ExpectMsg<bool>(Limit + Limit));
        }
    }

    [Fact]
    public void What_flows_with_the_context_of_one_actor_does_not_reach_the_next()
    {
        var second = Start((context, message) =>
            context.Sender.Tell((Mark.Value, SynchronizationContext.Current)));
        var first = Start((context, message) =>
        {
            Mark.Value = "first";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            second.Tell(message, context.Sender);
        });
        for (var i = 0; i < 100; i++)
        {
            first.Tell("", TestActor);
            Assert.Equal((null, null), ExpectMsg<(string?, SynchronizationContext?)>(Limit));
        }
    }

    private IActorRef Start(Action<IActorContext, object> receive) => Sys.ActorOf(Props.Create(() => new Actor(receive)));

    private sealed class Actor(Action<IActorContext, object> receive) : UntypedActor
    {
        protected override void OnReceive(object message) => receive(Context, message);
    }
}
