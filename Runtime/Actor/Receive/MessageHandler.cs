namespace Akka.Actor;

/// <summary>One handler of a <see cref="ReceiveActor"/>.</summary>
internal abstract class MessageHandler
{
    /// <returns>Whether the message was for this handler.</returns>
    public abstract bool TryHandle(object message);
}

/// <summary>A handler of one type.</summary>
internal sealed class TypedHandler<T>(Action<T> handler, Predicate<T>? shouldHandle) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed))) return false;
        handler(typed);
        return true;
    }
}

/// <summary>A handler of one type that decides by itself.</summary>
internal sealed class DecidingHandler<T>(Func<T, bool> handler) : MessageHandler
{
    public override bool TryHandle(object message) => message is T typed && handler(typed);
}

/// <summary>A handler of a type that is only known at run time.</summary>
internal sealed class RuntimeTypeHandler(Type type, Func<object, bool> handler) : MessageHandler
{
    public override bool TryHandle(object message) => type.IsInstanceOfType(message) && handler(message);
}

/// <summary>A handler of everything.</summary>
internal sealed class AnyHandler(Action<object> handler) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        handler(message);
        return true;
    }
}

/// <summary>The handlers of one behaviour, in the order in which they are tried.</summary>
internal sealed class HandlerList
{
    private MessageHandler[] _handlers = [];
    private int _count;
    private bool _catchesAll;

    /// <summary>Appends a handler; throws <see cref="InvalidOperationException"/> behind one that takes everything.</summary>
    public void Add(MessageHandler handler, bool catchesAll)
    {
        if (_catchesAll)
        {
            throw new InvalidOperationException(
                "A handler that catches all messages has been added. No handler can be added after that.");
        }

        if (_count == _handlers.Length) Array.Resize(ref _handlers, Math.Max(4, _count * 2));
        _handlers[_count++] = handler;
        _catchesAll = catchesAll;
    }

    public bool TryHandle(object message)
    {
        var handlers = _handlers;
        for (var i = 0; i < handlers.Length; i++)
        {
            if (handlers[i] is not { } handler) return false;
            if (handler.TryHandle(message)) return true;
        }

        return false;
    }
}
