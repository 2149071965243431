using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using ActorIommu.Runtime.Tests.Serialization;
using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly.Serialization;

/// <summary>serialize-messages = on: every message arrives as a copy, or does not arrive and is an error.</summary>
public sealed class SerializeMessagesTests : IDisposable
{
    private readonly World _world = new(hocon: $$"""
        akka.actor.serialize-messages = on
        akka.actor.serialization-settings.hyperion.allowed-namespaces = [
          "{{typeof(IWireMessage).Namespace}}, {{typeof(IWireMessage).Assembly.GetName().Name}}"
        ]
        """);

    private readonly List<object> _received = [];
    private readonly IActorRef _receiver;

    public SerializeMessagesTests()
    {
        var received = _received;
        _receiver = _world.System.ActorOf(Props.CreateBy(new Producer(received)));
        _world.Run();
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_message_is_copied()
    {
        var message = new Nested(new("a", 1), new(1, 2), new Dog("d", 3), 4UL, null);
        _world.Tell(_receiver, message);
        var copy = Assert.Single(_received);
        Assert.Equal(message, copy);
        Assert.NotSame(message, copy);
    }

    [Fact]
    public void A_message_that_says_so_is_not_copied()
    {
        var message = new Local(() => { });
        _world.Tell(_receiver, message);
        Assert.Same(message, Assert.Single(_received));
    }

    [Fact]
    public void A_message_that_cannot_be_copied_is_an_error_on_the_event_stream()
    {
        var errors = new List<object>();
        _world.System.EventStream.Subscribe(_world.System.ActorOf(Props.CreateBy(new Producer(errors))), typeof(Error));
        _world.Run();
        _world.Tell(_receiver, new FileInfo("x"));
        Assert.Empty(_received);
        var error = Assert.IsType<Error>(Assert.Single(errors));
        Assert.Contains("System.IO.FileInfo", error.Cause!.Message, StringComparison.Ordinal);
        Assert.Contains("allowed-types", error.Cause.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_watch_identify_stop_and_poison_work_through_it()
    {
        var answer = _receiver.Ask<ActorIdentity>(new Identify(new Simple("id", 1)));
        _world.Run();
        Assert.Equal(new Simple("id", 1), (await answer).MessageId);
        var watching = _world.Start("w", new Script
        {
            PreStart = _ => A.Context.Watch(_receiver),
        });
        _world.Run();
        _world.Tell(_receiver, PoisonPill.Instance);
        Assert.Contains(_world.Lines, line => line.Contains("w/1 <- Terminated", StringComparison.Ordinal));
        _world.System.Stop(watching);
        _world.Run();
        Assert.Contains(_world.Lines, line => line.Contains("w/1 PostStop", StringComparison.Ordinal));
    }

    private sealed record Local(Action Action) : INoSerializationVerificationNeeded;

    private sealed class Producer(List<object> received) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Collector);

        public ActorBase Produce() => new Collector(received);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class Collector(List<object> received) : UntypedActor
    {
        protected override void OnReceive(object message) => received.Add(message);
    }
}
