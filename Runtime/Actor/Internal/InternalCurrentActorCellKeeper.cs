namespace Akka.Actor.Internal;

/// <summary>The cell whose turn it is on this thread: the only mutable state that is not inside an actor system.</summary>
public static class InternalCurrentActorCellKeeper
{
    [ThreadStatic]
    private static ActorCell? _current;

    /// <summary>The cell, or null outside actors.</summary>
    public static ActorCell? Current
    {
        get => _current;
        set => _current = value;
    }
}
