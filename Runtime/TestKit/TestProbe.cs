using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>
/// A test actor with its own queue, of which a test may have many. It can be used where an <see cref="IActorRef"/> is asked for and equals
/// <see cref="Ref"/>. Unlike the test class it is never anybody's implicit sender.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "Ordering operators on a probe would only hide the references behind them.")]
public class TestProbe : TestKitBase, INoImplicitSender, IInternalActorRef
{
    /// <summary>Makes a probe; usually <see cref="TestKitBase.CreateTestProbe(string)"/> does.</summary>
    /// <param name="system">The system.</param>
    /// <param name="assertions">How an unmet expectation fails the test.</param>
    /// <param name="testProbeName">Its name; null makes one up.</param>
    public TestProbe(ActorSystem system, ITestKitAssertions assertions, string? testProbeName = null)
        : base(assertions, system, testProbeName)
    {
    }

    /// <summary>The probe as a reference.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>Who sent the message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was received.</exception>
    public IActorRef Sender => LastSender;

    /// <summary>Tells an actor something, as this probe.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="message">The message.</param>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Hands the last received message on; the sender stays its sender.</summary>
    /// <param name="actor">To whom.</param>
    public void Forward(IActorRef actor) => Forward(actor, LastMessage);

    /// <summary>Tells an actor something as the sender of the last received message.</summary>
    /// <param name="actor">To whom.</param>
    /// <param name="message">The message.</param>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    /// <summary>Answers the sender of the last received message.</summary>
    /// <param name="message">The answer.</param>
    public void Reply(object message) => Sender.Tell(message, TestActor);

    /// <summary>Probes come from the test, not from each other.</summary>
    /// <param name="name">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
#pragma warning disable CS0809 // As in Akka.NET: the compiler stops what makes no sense here.
    [Obsolete("Cannot create a TestProbe from a TestProbe", true)]
    public override TestProbe CreateTestProbe(string? name = null) =>
        throw new NotSupportedException("Cannot create a TestProbe from a TestProbe");
#pragma warning restore CS0809

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="supervisorStrategy">How the probe supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf<T>(string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, supervisorStrategy, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="supervisorStrategy">How the probe supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf<T>(SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), supervisorStrategy, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf<T>(CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="supervisorStrategy">How the probe supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync<T>(
        string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), name, supervisorStrategy, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="supervisorStrategy">How the probe supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync<T>(SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), supervisorStrategy, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), name, cancellationToken);

    /// <summary>Makes a child of the probe.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync<T>(CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), cancellationToken);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Ref.Equals(obj is TestProbe other ? other.Ref : obj);

    /// <inheritdoc/>
    public override int GetHashCode() => Ref.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(object? obj) => Ref.CompareTo(obj is TestProbe other ? other.Ref : obj);

    /// <inheritdoc/>
    public override string ToString() => $"TestProbe({Ref})";

    /// <summary>Sends a system message to the probe's actor.</summary>
    /// <param name="message">The message.</param>
    public void SendSystemMessage(ISystemMessage message) => Inner.SendSystemMessage(message);

    private IInternalActorRef Inner => (IInternalActorRef)Ref;

    ActorPath IActorRef.Path => Ref.Path;

    bool IActorRefScope.IsLocal => Inner.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => Inner.Parent;

    IActorRefProvider IInternalActorRef.Provider => Inner.Provider;

    bool IInternalActorRef.IsTerminated => Inner.IsTerminated;

    void ICanTell.Tell(object message, IActorRef? sender) => Ref.Tell(message, sender!);

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => Ref.Equals(other is TestProbe probe ? probe.Ref : other);

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => Ref.CompareTo(other is TestProbe probe ? probe.Ref : other);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => Ref.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => Inner.GetChild(name);

    void IInternalActorRef.Resume(Exception? causedByFailure) => Inner.Resume(causedByFailure!);

    void IInternalActorRef.Start() => Inner.Start();

    void IInternalActorRef.Stop() => Inner.Stop();

    void IInternalActorRef.Restart(Exception cause) => Inner.Restart(cause);

    void IInternalActorRef.Suspend() => Inner.Suspend();
}
