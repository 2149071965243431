using System.Linq.Expressions;
using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

/// <content>Making actors.</content>
public abstract partial class TestKitBase
{
    /// <summary>Makes a top-level actor.</summary>
    /// <param name="props">How.</param>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf(Props props) => Sys.ActorOf(props, null);

    /// <summary>Makes a top-level actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    /// <summary>Makes a top-level actor.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf<TActor>() where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), null);

    /// <summary>Makes a top-level actor.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf<TActor>(string? name) where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Makes a top-level actor.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory) where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), null);

    /// <summary>Makes a top-level actor.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The actor.</returns>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string? name) where TActor : ActorBase =>
        Sys.ActorOf(Props.Create(factory), name);

    /// <summary>Selects actors.</summary>
    /// <param name="actorPath">Their path.</param>
    /// <returns>The selection.</returns>
    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>Selects actors.</summary>
    /// <param name="actorPath">Their path, which may contain wildcards.</param>
    /// <returns>The selection.</returns>
    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>Selects actors.</summary>
    /// <param name="anchorRef">Where the path begins.</param>
    /// <param name="actorPath">Their path, which may contain wildcards.</param>
    /// <returns>The selection.</returns>
    public ActorSelection ActorSelection(IActorRef anchorRef, string actorPath) => Sys.ActorSelection(anchorRef, actorPath);

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name.</param>
    /// <param name="supervisorStrategy">How the test actor supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Waited(ChildActorOfAsync(props, name, supervisorStrategy, cancellationToken));

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="supervisorStrategy">How the test actor supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Waited(ChildActorOfAsync(props, supervisorStrategy, cancellationToken));

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        Waited(ChildActorOfAsync(props, name, cancellationToken));

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        Waited(ChildActorOfAsync(props, cancellationToken));

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name.</param>
    /// <param name="supervisorStrategy">How the test actor supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawned(props, name, new Option<SupervisorStrategy>(supervisorStrategy), cancellationToken);

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="supervisorStrategy">How the test actor supervises it.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawned(props, Option<string>.None, new Option<SupervisorStrategy>(supervisorStrategy), cancellationToken);

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync(Props props, string name, CancellationToken cancellationToken = default) =>
        Spawned(props, name, Option<SupervisorStrategy>.None, cancellationToken);

    /// <summary>Makes a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    /// <returns>The child.</returns>
    public Task<IActorRef> ChildActorOfAsync(Props props, CancellationToken cancellationToken = default) =>
        Spawned(props, Option<string>.None, Option<SupervisorStrategy>.None, cancellationToken);

    private protected static T Waited<T>(Task<T> task) => task.GetAwaiter().GetResult();

    // The test actor makes the child and puts it into its own queue, behind what is there already.
    private Task<IActorRef> Spawned(
        Props props, Option<string> name, Option<SupervisorStrategy> strategy, CancellationToken cancellationToken)
    {
        TestActor.Tell(new TestActor.Spawn(props, name, strategy));
        return ExpectMsgAsync<IActorRef>(cancellationToken: cancellationToken).AsTask();
    }
}
