using System.Linq.Expressions;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>Making actors whose state the test can see.</content>
public abstract partial class TestKitBase
{
    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="props">How.</param>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(Sys, props, supervisor, name);

    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="props">How.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string? name = null)
        where TActor : ActorBase => new(Sys, props, null, name);

    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), supervisor, name);

    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), null, name);

    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(IActorRef supervisor, string? name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), supervisor, name);

    /// <summary>Makes an actor that runs on the calling thread.</summary>
    /// <typeparam name="TActor">Its class.</typeparam>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(string? name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), null, name);
}
