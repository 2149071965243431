namespace Akka.Actor;

/// <summary>The messages and the reasons of <see cref="FSM{TState, TData}"/> that do not depend on its types.</summary>
public abstract partial class FSMBase : ActorBase
{
    /// <summary>Why a state machine stops.</summary>
    public abstract class Reason
    {
    }

    /// <summary>It is done: Stop() was called.</summary>
    public sealed class Normal : Reason
    {
        private Normal()
        {
        }

        /// <summary>The only instance.</summary>
        public static Normal Instance { get; } = new();
    }

    /// <summary>Somebody else stopped the actor.</summary>
    public sealed class Shutdown : Reason
    {
        private Shutdown()
        {
        }

        /// <summary>The only instance.</summary>
        public static Shutdown Instance { get; } = new();
    }

    /// <summary>It stopped itself because of an error, which is logged.</summary>
    public sealed class Failure : Reason
    {
        /// <summary>With an exception or anything that describes the error.</summary>
        public Failure(object cause) => Cause = cause;

        /// <summary>The error.</summary>
        public object Cause { get; }

        /// <inheritdoc/>
        public override string ToString() => $"Failure({Cause})";
    }

    /// <summary>The event of a state whose timeout has passed without another event.</summary>
    public sealed class StateTimeout
    {
        private StateTimeout()
        {
        }

        /// <summary>The only instance.</summary>
        public static StateTimeout Instance { get; } = new();
    }

    /// <summary>Asks a state machine to send its <see cref="CurrentState{TS}"/> and then every <see cref="Transition{TS}"/>.</summary>
    public sealed class SubscribeTransitionCallBack
    {
        /// <summary>With the actor that is to get them.</summary>
        public SubscribeTransitionCallBack(IActorRef actorRef) => ActorRef = actorRef;

        /// <summary>The actor that is to get them.</summary>
        public IActorRef ActorRef { get; }
    }

    /// <summary>Ends a <see cref="SubscribeTransitionCallBack"/>.</summary>
    public sealed class UnsubscribeTransitionCallBack
    {
        /// <summary>With the actor that is to get no more.</summary>
        public UnsubscribeTransitionCallBack(IActorRef actorRef) => ActorRef = actorRef;

        /// <summary>The actor that is to get no more.</summary>
        public IActorRef ActorRef { get; }
    }

    /// <summary>The answer to a subscription: the state that the machine is in.</summary>
    public sealed class CurrentState<TS> : IEquatable<CurrentState<TS>>
    {
        /// <summary>With the machine and its state.</summary>
        public CurrentState(IActorRef fsmRef, TS state)
        {
            FsmRef = fsmRef;
            State = state;
        }

        /// <summary>The machine.</summary>
        public IActorRef FsmRef { get; }

        /// <summary>Its state.</summary>
        public TS State { get; }

        /// <inheritdoc/>
        public bool Equals(CurrentState<TS>? other) =>
            other is not null && Equals(FsmRef, other.FsmRef) && EqualityComparer<TS>.Default.Equals(State, other.State);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as CurrentState<TS>);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(FsmRef, State);

        /// <inheritdoc/>
        public override string ToString() => $"CurrentState <{State}>";
    }

    /// <summary>The machine went to another state, or by GoTo to the same one.</summary>
    public sealed class Transition<TS> : IEquatable<Transition<TS>>
    {
        /// <summary>With the machine and the two states.</summary>
        public Transition(IActorRef fsmRef, TS from, TS to)
        {
            FsmRef = fsmRef;
            From = from;
            To = to;
        }

        /// <summary>The machine.</summary>
        public IActorRef FsmRef { get; }

        /// <summary>The state that it left.</summary>
        public TS From { get; }

        /// <summary>The state that it is in now.</summary>
        public TS To { get; }

        /// <inheritdoc/>
        public bool Equals(Transition<TS>? other) =>
            other is not null && Equals(FsmRef, other.FsmRef) && EqualityComparer<TS>.Default.Equals(From, other.From)
            && EqualityComparer<TS>.Default.Equals(To, other.To);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Transition<TS>);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(FsmRef, From, To);

        /// <inheritdoc/>
        public override string ToString() => $"Transition({From}, {To})";
    }
}
