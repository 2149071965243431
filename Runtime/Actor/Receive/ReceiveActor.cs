using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>
/// An actor whose handlers are declared by type, in its constructor or inside Become. They are tried in the order of their
/// declaration.
/// </summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private readonly HandlerList _handlers = new();
    private HandlerList? _configuring;

    /// <summary>Declares no handler.</summary>
    protected ReceiveActor() => _configuring = _handlers;

    void IInitializableActor.Init() => _configuring = null;

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        if (!_handlers.TryHandle(message)) Unhandled(message);
    }

    /// <summary>Replaces all handlers by those that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        Become((object message) => Handle(handlers, message));
    }

    /// <summary>As <see cref="Become(Action)"/>, until <see cref="ActorBase.UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        BecomeStacked((object message) => Handle(handlers, message));
    }

    /// <summary>Handles messages of a type, all or those that satisfy a predicate.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new TypedHandler<T>(handler, shouldHandle), typeof(T) == typeof(object) && shouldHandle is null);
    }

    /// <summary>Handles messages of a type that satisfy a predicate.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Handles messages of a type; the handler returns whether it did.</summary>
    protected void Receive<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new DecidingHandler<T>(handler), catchesAll: false);
    }

    /// <summary>Handles messages of a type, all or those that satisfy a predicate.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(handler);
        Add(
            new RuntimeTypeHandler(messageType, message =>
            {
                if (shouldHandle is not null && !shouldHandle(message)) return false;
                handler(message);
                return true;
            }),
            messageType == typeof(object) && shouldHandle is null);
    }

    /// <summary>Handles messages of a type that satisfy a predicate.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    /// <summary>Handles messages of a type; the handler returns whether it did.</summary>
    protected void Receive(Type messageType, Func<object, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(handler);
        Add(new RuntimeTypeHandler(messageType, handler), catchesAll: false);
    }

    /// <summary>Handles everything that no earlier handler took.</summary>
    protected void ReceiveAny(Action<object> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new AnyHandler(handler), catchesAll: true);
    }

    /// <summary>Handles messages of a type asynchronously: no other is processed until the task ends.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(message => RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Handles messages of a type that satisfy a predicate asynchronously.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>Handles messages of a type asynchronously: no other is processed until the task ends.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(messageType, message => RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Handles messages of a type that satisfy a predicate asynchronously.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>Handles everything that no earlier handler took asynchronously.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ReceiveAny(message => RunTask(() => handler(message)));
    }

    private void Handle(HandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message)) Unhandled(message);
    }

    private HandlerList Configure(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var outer = _configuring;
        var handlers = new HandlerList();
        _configuring = handlers;
        try
        {
            configure();
        }
        finally
        {
            _configuring = outer;
        }

        return handlers;
    }

    private void Add(MessageHandler handler, bool catchesAll)
    {
        if (_configuring is null)
        {
            throw new InvalidOperationException(
                "You may only call Receive-methods when constructing the actor and inside Become().");
        }

        _configuring.Add(handler, catchesAll);
    }
}
