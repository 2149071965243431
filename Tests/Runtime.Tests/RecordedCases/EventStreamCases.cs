using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class EventStreamCases
{
    [Fact]
    public void Case_20_subscribers_get_each_event_once_in_the_order_of_subscription()
    {
        using var world = new World();
        var stream = world.System.EventStream;
        IActorRef s1 = world.Start("s1", new Script()), s2 = world.Start("s2", new Script()), s1b = world.Start("s1b", new Script());
        Subscribe(s1, typeof(Exception));
        Subscribe(s1, typeof(ArgumentException));
        Subscribe(s2, typeof(object));
        Subscribe(s1b, typeof(ArgumentException));
        Subscribe(s1b, typeof(ArgumentException));
        world.Run();
        stream.Publish(new ArgumentNullException("x"));
        world.Run();
        world.Log($"unsub {stream.Unsubscribe(s1, typeof(Exception))}");
        stream.Publish(new ArgumentException("y"));
        world.Run();
        stream.Publish(PlainFailure.Of("z"));
        world.Run();
        Recording.Check(20, world);

        void Subscribe(IActorRef subscriber, Type type) =>
            world.Log($"sub {subscriber.Path.Name} {type.Name} {stream.Subscribe(subscriber, type)}");
    }
}
