using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>Death watch.</content>
public partial class ActorCell
{
    // Watched actors, and the message that takes the place of Terminated, if any.
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<IInternalActorRef>? _watchedBy;

    // Terminated messages that are in the mailbox or the stash and have not been cancelled.
    private Dictionary<IActorRef, object?>? _terminatedQueue;

    /// <inheritdoc/>
    public IActorRef Watch(IActorRef subject) => StartWatching(subject, null);

    /// <inheritdoc/>
    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return StartWatching(subject, message);
    }

    /// <inheritdoc/>
    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        if (!watchee.Equals(_self) && _watching is not null && _watching.Remove(watchee))
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
        _terminatedQueue?.Remove(watchee);
        return subject;
    }

    /// <summary>Records that a <see cref="Terminated"/> about <paramref name="subject"/> is in the mailbox.</summary>
    internal void TerminatedQueuedFor(IActorRef subject, object? customMessage) =>
        (_terminatedQueue ??= []).TryAdd(subject, customMessage);

    private IActorRef StartWatching(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        // The first watch decides about the message; a later one changes nothing.
        if (!watchee.Equals(_self) && (_watching ??= []).TryAdd(watchee, message))
            watchee.SendSystemMessage(new Watch(watchee, _self));
        return subject;
    }

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueue is null || !_terminatedQueue.Remove(terminated.ActorRef, out var custom)) return;
        if (custom is null)
        {
            ReceiveMessage(terminated);
            return;
        }

        _turn.Message = custom;
        ReceiveMessage(custom);
    }

    private void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching is not null && _watching.Remove(actor, out var custom) && !IsTerminating)
        {
            _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
            TerminatedQueuedFor(actor, custom);
        }

        if (GetChildStats(actor) is not null) HandleChildTerminated(actor);
    }

    private void AddWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        var isWatchee = watchee.Equals(_self);
        var isWatcher = watcher.Equals(_self);
        if (isWatchee && !isWatcher) LogWatch((_watchedBy ??= []).Add(watcher), "now watched by", watcher);
        else if (!isWatchee && isWatcher) Watch(watchee);
        else Publish(new Warning(_self.Path.ToString(), ActorType, $"BUG: illegal Watch({watchee},{watcher}) for {_self}"));
    }

    private void RemoveWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        var isWatchee = watchee.Equals(_self);
        var isWatcher = watcher.Equals(_self);
        if (isWatchee && !isWatcher) LogWatch(_watchedBy?.Remove(watcher) == true, "no longer watched by", watcher);
        else if (!isWatchee && isWatcher) Unwatch(watchee);
        else Publish(new Warning(_self.Path.ToString(), ActorType, $"BUG: illegal Unwatch({watchee},{watcher}) for {_self}"));
    }

    private void LogWatch(bool changed, string what, IActorRef watcher)
    {
        if (changed && _system.Settings.DebugLifecycle) Publish(new Debug(_self.Path.ToString(), ActorType, $"{what} {watcher}"));
    }

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null) return;
        // Remote watchers first: the last local one may be what keeps the connection open.
        foreach (var local in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var watcher in _watchedBy)
            {
                if (watcher.IsLocal == local && !watcher.Equals(Parent))
                    watcher.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
            }
        }

        _watchedBy = null;
    }

    private void UnwatchWatchedActors()
    {
        if (_watching is { Count: > 0 } watching)
        {
            foreach (var watchee in watching.Keys.ToArray())
            {
                var local = (IInternalActorRef)watchee;
                local.SendSystemMessage(new Unwatch(local, _self));
            }
        }

        _watching = null;
        _terminatedQueue = null;
    }
}
