using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Event;

/// <summary>The event bus of a system: actors subscribe to types, and get events of those and of derived types.</summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private ActorSystemImpl? _system;
    private IActorRef? _unsubscriber;

    /// <summary>Creates it.</summary>
    public EventStream(bool debug) => _debug = debug;

    /// <summary>Subscribes an actor, until it stops.</summary>
    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        InsistOn(subscriber);
        // What Akka.NET's dictionary calls it.
        ArgumentNullException.ThrowIfNull(channel, "key");
        var isNew = base.Subscribe(subscriber, channel);
        UnsubscribeOnTermination(subscriber);
        LogChange($"subscribing {subscriber} to channel {channel}");
        return isNew;
    }

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        InsistOn(subscriber);
        ArgumentNullException.ThrowIfNull(channel, "key");
        Forget(subscriber);
        var found = base.Unsubscribe(subscriber, channel);
        LogChange($"unsubscribing {subscriber} from channel {channel}");
        return found;
    }

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber)
    {
        InsistOn(subscriber);
        Forget(subscriber);
        var found = base.Unsubscribe(subscriber);
        LogChange($"unsubscribing {subscriber} from all channels");
        return found;
    }

    /// <summary>Begins to unsubscribe actors that stop.</summary>
    public void StartUnsubscriber(ActorSystemImpl system) => Volatile.Write(ref _system, system);

    // The actor that does it is made with the first subscriber that can stop.
    private void UnsubscribeOnTermination(IActorRef subscriber)
    {
        if (subscriber is not ActorRefWithCell || Volatile.Read(ref _system) is not { IsTerminating: false } system) return;
        var unsubscriber = Volatile.Read(ref _unsubscriber);
        if (unsubscriber is null)
        {
            var created = system.SystemActorOf(
                Props.Create(static () => new Unsubscriber()).WithDispatcher(Dispatchers.InternalDispatcherId));
            unsubscriber = Interlocked.CompareExchange(ref _unsubscriber, created, null);
            if (unsubscriber is null) unsubscriber = created;
            else ((IInternalActorRef)created).Stop();
        }

        unsubscriber.Tell(new Register(subscriber), ActorRefs.NoSender);
    }

    // Whatever other subscriptions there are: as in Akka.NET, who unsubscribes once is not unsubscribed when it stops.
    private void Forget(IActorRef subscriber) =>
        Volatile.Read(ref _unsubscriber)?.Tell(new Unregister(subscriber), ActorRefs.NoSender);

    private static void InsistOn(IActorRef? subscriber)
    {
        if (subscriber is null) throw new ArgumentNullException(nameof(subscriber), "The subscriber cannot be a null actor.");
    }

    private void LogChange(string text)
    {
        if (_debug) Publish(new Debug(Logging.SimpleName(this), GetType(), text));
    }

    private sealed record Register(IActorRef Subscriber) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Unregister(IActorRef Subscriber) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class Unsubscriber : ActorBase
    {
        protected override bool Receive(object message)
        {
            switch (message)
            {
                case Register register:
                    Context.Watch(register.Subscriber);
                    return true;
                case Unregister unregister:
                    Context.Unwatch(unregister.Subscriber);
                    return true;
                case Terminated terminated:
                    Context.System.EventStream.Unsubscribe(terminated.ActorRef);
                    return true;
                default:
                    return false;
            }
        }
    }
}

/// <summary>Subscriptions with the type as a type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Subscribes an actor, until it stops.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Subscribe(subscriber, typeof(TChannel));
    }

    /// <summary>Unsubscribes an actor.</summary>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Unsubscribe(subscriber, typeof(TChannel));
    }
}
