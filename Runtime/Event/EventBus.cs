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

    // Classes that a subscriber has unsubscribed from without having subscribed to them, but to something above.
    private readonly List<(TClassifier Parent, TSubscriber Subscriber, TClassifier Excluded)> _exclusions = [];

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
            _exclusions.RemoveAll(each => Equals(each.Subscriber, subscriber));
            _routes = null;
            return found;
        }
    }

    /// <summary>
    /// Unsubscribes from a class. If nobody has subscribed to exactly that, it is taken out of subscriptions to classes above it.
    /// </summary>
    /// <returns>Whether there was such a subscription.</returns>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            _routes = null;
            if (Find(classifier) is { } own)
            {
                _exclusions.RemoveAll(each => Equals(each.Parent, classifier) && Equals(each.Subscriber, subscriber));
                return own.Remove(subscriber);
            }

            var found = false;
            foreach (var (parent, subscribers) in _subscriptions)
            {
                if (!IsSubClassification(parent, classifier) || !subscribers.Contains(subscriber)) continue;
                _exclusions.Add((parent, subscriber, classifier));
                found = true;
            }

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
                    if (!result.Contains(subscriber) && !IsExcluded(parent, subscriber, classifier)) result.Add(subscriber);
                }
            }

            TSubscriber[] route = [.. result];
            _routes ??= new System.Collections.Concurrent.ConcurrentDictionary<TClassifier, TSubscriber[]>(1, 4);
            _routes[classifier] = route;
            return route;
        }
    }

    private bool IsExcluded(TClassifier parent, TSubscriber subscriber, TClassifier classifier)
    {
        foreach (var (from, who, excluded) in _exclusions)
        {
            if (Equals(from, parent) && Equals(who, subscriber) && IsSubClassification(excluded, classifier)) return true;
        }

        return false;
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
