using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>A reference that shows its actor, for looking at its state between messages that this thread delivers.</summary>
/// <typeparam name="TActor">The actor's class.</typeparam>
[SuppressMessage("Design", "CA1036", Justification = "Akka.NET defines no ordering operators either.")]
public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    /// <summary>Makes the actor.</summary>
    /// <param name="system">The system.</param>
    /// <param name="actorProps">How.</param>
    /// <param name="supervisor">The parent; null is the user guardian.</param>
    /// <param name="name">Its name; null makes one up.</param>
    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null) =>
        InternalRef = InternalTestActorRef.Create(system, actorProps, supervisor, name);

    /// <summary>The local reference.</summary>
    protected InternalTestActorRef InternalRef { get; }

    /// <summary>The local reference.</summary>
    public IActorRef Ref => InternalRef;

    /// <summary>The present instance of the actor.</summary>
    /// <exception cref="IllegalActorStateException">The actor has terminated.</exception>
    public TActor UnderlyingActor => (TActor)InternalRef.UnderlyingActor;

    /// <summary>The actor's path.</summary>
    public ActorPath Path => InternalRef.Path;

    /// <summary>Lets the actor process a message on this thread; what it throws is the caller's.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender; null is nobody.</param>
    public void Receive(object message, IActorRef? sender = null) => InternalRef.Receive(message, sender);

    /// <summary>As <see cref="Receive"/>; complete when an asynchronous handler is, and failed when it is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender; null is nobody.</param>
    /// <returns>The handler's end.</returns>
    public Task ReceiveAsync(object message, IActorRef? sender = null) => InternalRef.ReceiveAsync(message, sender);

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender.</param>
    public void Tell(object message, IActorRef sender) => InternalRef.Tell(message, sender);

    /// <summary>Sends a message from the running actor.</summary>
    /// <param name="message">The message.</param>
    public void Tell(object message) => InternalRef.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Sends the message that the running actor processes, with its sender.</summary>
    /// <param name="message">The message.</param>
    public void Forward(object message) => InternalRef.Forward(message);

    /// <summary>Lets this actor watch another.</summary>
    /// <param name="subject">The other.</param>
    public void Watch(IActorRef subject) => InternalRef.Watch(subject);

    /// <summary>Undoes <see cref="Watch"/>.</summary>
    /// <param name="subject">The other.</param>
    public void Unwatch(IActorRef subject) => InternalRef.Unwatch(subject);

    /// <summary>Sends a system message.</summary>
    /// <param name="message">The message.</param>
    public void SendSystemMessage(ISystemMessage message) => InternalRef.SendSystemMessage(message);

    /// <summary>The local reference.</summary>
    /// <param name="actorRef">The test reference.</param>
    /// <returns>Its <see cref="Ref"/>.</returns>
#pragma warning disable CA1000 // A static of the generic type in Akka.NET.
    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef.InternalRef;
#pragma warning restore CA1000

    /// <inheritdoc/>
    public override bool Equals(object? obj) => InternalRef.Equals(Inner(obj));

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => InternalRef.Equals(Inner(other));

    /// <inheritdoc/>
    public override int GetHashCode() => InternalRef.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(object? obj) => InternalRef.CompareTo(Inner(obj));

    /// <inheritdoc/>
    public override string ToString() => InternalRef.ToString();

    /// <summary>Same actor.</summary>
    public static bool operator ==(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => Same(testActorRef, actorRef);

    /// <summary>Same actor.</summary>
    public static bool operator ==(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => Same(testActorRef, actorRef);

    /// <summary>Another actor.</summary>
    public static bool operator !=(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => !Same(testActorRef, actorRef);

    /// <summary>Another actor.</summary>
    public static bool operator !=(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => !Same(testActorRef, actorRef);

    bool IActorRefScope.IsLocal => InternalRef.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => InternalRef.Parent;

    IActorRefProvider IInternalActorRef.Provider => InternalRef.Provider;

    bool IInternalActorRef.IsTerminated => InternalRef.IsTerminated;

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => InternalRef.CompareTo(Inner(other));

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => InternalRef.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => InternalRef.GetChild(name);

    void IInternalActorRef.Resume(Exception? causedByFailure) => InternalRef.Resume(causedByFailure);

    void IInternalActorRef.Start() => InternalRef.Start();

    void IInternalActorRef.Stop() => InternalRef.Stop();

    void IInternalActorRef.Restart(Exception cause) => InternalRef.Restart(cause);

    void IInternalActorRef.Suspend() => InternalRef.Suspend();

    private static bool Same(TestActorRefBase<TActor>? left, IActorRef? right) =>
        left is null || right is null ? left is null && right is null : left.Equals(right);

    private static object? Inner(object? other) => other is TestActorRefBase<TActor> test ? test.InternalRef : other;

    private static IActorRef? Inner(IActorRef? other) => other is TestActorRefBase<TActor> test ? test.InternalRef : other;
}

/// <summary>A reference that shows its actor.</summary>
/// <typeparam name="TActor">The actor's class.</typeparam>
/// <param name="system">The system.</param>
/// <param name="actorProps">How to make the actor.</param>
/// <param name="supervisor">The parent; null is the user guardian.</param>
/// <param name="name">Its name; null makes one up.</param>
public class TestActorRef<TActor>(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
    : TestActorRefBase<TActor>(system, actorProps, supervisor, name)
    where TActor : ActorBase;
