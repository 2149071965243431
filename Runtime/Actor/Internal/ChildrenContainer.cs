namespace Akka.Actor.Internal;

/// <summary>Why a cell waits for children to stop.</summary>
internal enum SuspendKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The actor itself stopped some of them and goes on meanwhile.</summary>
    UserRequest,

    /// <summary>It is to be created after a failed creation.</summary>
    Creation,

    /// <summary>It is to be restarted.</summary>
    Recreation,

    /// <summary>It is to stop.</summary>
    Termination,
}

/// <summary>Why a cell waits for children to stop, with the failure that restarts it.</summary>
internal readonly record struct SuspendReason(SuspendKind Kind, Exception? Cause = null);

/// <summary>
/// The children of a cell by name, in the order of their creation. A name is taken until the termination of its child has been
/// processed. Top-level actors are created from any thread and selections are resolved by the sender, hence the lock.
/// </summary>
internal sealed class ChildrenContainer
{
    private readonly Dictionary<string, ChildRestartStats> _byName = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private ChildRestartStats? _first;
    private ChildRestartStats? _last;
    private HashSet<IActorRef>? _toDie;
    private SuspendReason _reason;
    private bool _terminated;

    /// <summary>That of an actor that has ended and had no children.</summary>
    public static ChildrenContainer Closed { get; } = new() { _terminated = true };

    public bool IsNormal => !_terminated && _reason.Kind is SuspendKind.None or SuspendKind.UserRequest;

    public bool IsTerminating => _terminated || _reason.Kind == SuspendKind.Termination;

    public bool IsWaitingForChildren => _reason.Kind is SuspendKind.Creation or SuspendKind.Recreation;

    /// <summary>Takes a name; throws <see cref="InvalidActorNameException"/> if it is taken.</summary>
    /// <returns>The place that the child is to fill.</returns>
    public ChildRestartStats Reserve(string name)
    {
        lock (_lock)
        {
            if (IsTerminating) throw new InvalidOperationException("Cannot create child while terminating or terminated");
            var entry = new ChildRestartStats(name);
            if (!_byName.TryAdd(name, entry)) throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            entry.Previous = _last;
            if (_last is null) _first = entry;
            else _last.Next = entry;
            _last = entry;
            return entry;
        }
    }

    public void Unreserve(ChildRestartStats place)
    {
        lock (_lock)
        {
            if (place.Child is null) Unlink(place);
        }
    }

    /// <summary>
    /// Fills a reserved place. A top-level child is entered by its creator and by its guardian, whoever comes first: when the
    /// creator does, the child may already have come and gone.
    /// </summary>
    /// <returns>Whether the parent goes on; otherwise nobody else will stop the child.</returns>
    public bool Fill(ChildRestartStats place, IInternalActorRef child)
    {
        lock (_lock)
        {
            place.Child ??= child;
            return !IsTerminating;
        }
    }

    /// <inheritdoc cref="Fill(ChildRestartStats, IInternalActorRef)"/>
    public bool Fill(IInternalActorRef child)
    {
        lock (_lock) return _byName.TryGetValue(child.Path.Name, out var place) && Fill(place, child);
    }

    public ChildRestartStats? GetByName(string name)
    {
        lock (_lock) return _byName.TryGetValue(name, out var entry) && entry.Child is not null ? entry : null;
    }

    public ChildRestartStats? GetByRef(IActorRef child) =>
        GetByName(child.Path.Name) is { } entry && entry.Child!.Equals(child) ? entry : null;

    public IInternalActorRef[] Snapshot()
    {
        lock (_lock)
        {
            var count = 0;
            for (var entry = _first; entry is not null; entry = entry.Next) count += entry.Child is null ? 0 : 1;
            if (count == 0) return [];
            var result = new IInternalActorRef[count];
            var i = 0;
            for (var entry = _first; entry is not null; entry = entry.Next)
            {
                if (entry.Child is not null) result[i++] = entry.Child;
            }

            return result;
        }
    }

    public List<ChildRestartStats> Stats()
    {
        lock (_lock)
        {
            var result = new List<ChildRestartStats>();
            for (var entry = _first; entry is not null; entry = entry.Next)
            {
                if (entry.Child is not null) result.Add(entry);
            }

            return result;
        }
    }

    /// <summary>Records that a child has been told to stop.</summary>
    public void ShallDie(IActorRef child)
    {
        lock (_lock)
        {
            if (_terminated || GetByRef(child) is null) return;
            if (_reason.Kind == SuspendKind.None) _reason = new SuspendReason(SuspendKind.UserRequest);
            (_toDie ??= []).Add(child);
        }
    }

    /// <summary>Frees the name of a child.</summary>
    /// <returns>What was waiting for it as the last one, if anything.</returns>
    public SuspendReason Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (GetByRef(child) is { } entry) Unlink(entry);
            if (_reason.Kind == SuspendKind.None) return default;
            _toDie?.Remove(child);
            if (_toDie is { Count: > 0 }) return default;
            var reason = _reason;
            _reason = default;
            if (reason.Kind == SuspendKind.Termination) _terminated = true;
            return reason;
        }
    }

    /// <summary>Makes the wait for stopping children the condition of something.</summary>
    /// <returns>Whether there is anything to wait for.</returns>
    public bool SetReason(SuspendReason reason)
    {
        lock (_lock)
        {
            if (_reason.Kind == SuspendKind.None) return false;
            _reason = reason;
            return true;
        }
    }

    public void SetTerminated()
    {
        lock (_lock) _terminated = true;
    }

    private void Unlink(ChildRestartStats entry)
    {
        _byName.Remove(entry.Name);
        if (entry.Previous is null) _first = entry.Next;
        else entry.Previous.Next = entry.Next;
        if (entry.Next is null) _last = entry.Previous;
        else entry.Next.Previous = entry.Previous;
    }
}
