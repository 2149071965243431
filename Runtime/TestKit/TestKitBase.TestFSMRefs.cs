using System.Linq.Expressions;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>Making state machines whose state the test can see and set.</content>
public abstract partial class TestKitBase
{
    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="props">How.</param>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, IActorRef supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, props, supervisor, name, withLogging);

    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="props">How.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, props, null, name, withLogging);

    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        IActorRef supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new()
        where TState : notnull => new(Sys, Props.Create<TFsmActor>(), supervisor, name, withLogging);

    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new()
        where TState : notnull => new(Sys, Props.Create<TFsmActor>(), null, name, withLogging);

    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <param name="supervisor">Its parent.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, IActorRef supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, Props.Create(factory), supervisor, name, withLogging);

    /// <summary>Makes a state machine that runs on the calling thread.</summary>
    /// <typeparam name="TFsmActor">Its class.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TData">Its data.</typeparam>
    /// <param name="factory">A new-expression.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="withLogging">Whether it logs its events and transitions.</param>
    /// <returns>The reference.</returns>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, Props.Create(factory), null, name, withLogging);
}
