using Akka.Actor;

namespace Akka.Event;

/// <summary>Delivers events to those who have subscribed to a class of them.</summary>
/// <typeparam name="TEvent">Type of the events.</typeparam>
/// <typeparam name="TClassifier">What classes are named by.</typeparam>
/// <typeparam name="TSubscriber">Who subscribes.</typeparam>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
{
    private readonly Lock _lock = new();

    // In order of subscription: first by class, then by subscriber.
    private readonly List<(TClassifier Classifier, List<TSubscriber> Subscribers)> _subscriptions = [];

    // Who gets events of a class: computed once, dropped by every change.
    private volatile System.Collections.Concurrent.ConcurrentDictionary<TClassifier, TSubscriber[]>? _routes;

    /// <summary>Subscribes.</summary>
    /// <returns>Whether that was new.</returns>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            var subscribers = Find(classifier);
            if (subscribers is null) _subscriptions.Add((classifier, subscribers = []));
            if (subscribers.Contains(subscriber)) return false;
            subscribers.Add(subscriber);
            _routes = null;
            return true;
        }
    }

    /// <summary>Unsubscribes from everything.</summary>
    /// <returns>Whether there was anything.</returns>
    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_lock)
        {
            var found = false;
            foreach (var (_, subscribers) in _subscriptions) found |= subscribers.Remove(subscriber);
            _routes = null;
            return found;
        }
    }

    /// <summary>Unsubscribes from a class; subscriptions to classes above it stay but no longer cover it.</summary>
    /// <returns>Whether there was such a subscription.</returns>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            var found = Find(classifier)?.Remove(subscriber) ?? false;
            _routes = null;
            return found;
        }
    }

    /// <summary>Delivers an event, once to each subscriber, in the thread of the caller.</summary>
    public virtual void Publish(TEvent @event)
    {
        foreach (var subscriber in Route(GetClassifier(@event))) Publish(@event, subscriber);
    }

    /// <summary>Whether a subscriber would get an event of a class.</summary>
    private protected bool HasSubscribers(TClassifier classifier) => Route(classifier).Length > 0;

    /// <summary>Whether <paramref name="child"/> is part of <paramref name="parent"/>.</summary>
    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    /// <summary>Delivers an event.</summary>
    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    /// <summary>Whether an event is of a class.</summary>
    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    /// <summary>The class of an event.</summary>
    protected abstract TClassifier GetClassifier(TEvent @event);

    private TSubscriber[] Route(TClassifier classifier)
    {
        var routes = _routes;
        return routes is not null && routes.TryGetValue(classifier, out var known) ? known : FindRoute(classifier);
    }

    private TSubscriber[] FindRoute(TClassifier classifier)
    {
        lock (_lock)
        {
            var result = new List<TSubscriber>();
            foreach (var (parent, subscribers) in _subscriptions)
            {
                if (!IsSubClassification(parent, classifier)) continue;
                foreach (var subscriber in subscribers)
                {
                    if (!result.Contains(subscriber)) result.Add(subscriber);
                }
            }

            TSubscriber[] route = [.. result];
            _routes ??= new System.Collections.Concurrent.ConcurrentDictionary<TClassifier, TSubscriber[]>(1, 4);
            _routes[classifier] = route;
            return route;
        }
    }

    private List<TSubscriber>? Find(TClassifier classifier)
    {
        foreach (var (known, subscribers) in _subscriptions)
        {
            if (known.Equals(classifier)) return subscribers;
        }

        return null;
    }
}

/// <summary>An event bus for actors.</summary>
/// <typeparam name="TEvent">Type of the events.</typeparam>
/// <typeparam name="TClassifier">What classes are named by.</typeparam>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
    where TClassifier : notnull;
