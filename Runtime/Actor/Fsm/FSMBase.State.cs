using Akka.Event;

namespace Akka.Actor;

public abstract partial class FSMBase
{
    /// <summary>What a state function gets: the message and the data of the machine.</summary>
    /// <param name="fsmEvent">The message.</param>
    /// <param name="stateData">The data.</param>
    public readonly struct Event<TD>(object fsmEvent, TD stateData) : INoSerializationVerificationNeeded
    {
        /// <summary>The message.</summary>
        public object FsmEvent { get; } = fsmEvent;

        /// <summary>The data of the machine.</summary>
        public TD StateData { get; } = stateData;

        /// <inheritdoc/>
        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    /// <summary>What the handler of OnTermination gets.</summary>
    public sealed class StopEvent<TS, TD> : INoSerializationVerificationNeeded
    {
        /// <summary>With why, and in which state and with which data, the machine stopped.</summary>
        public StopEvent(Reason reason, TS terminatedState, TD stateData)
        {
            Reason = reason;
            TerminatedState = terminatedState;
            StateData = stateData;
        }

        /// <summary>Why the machine stopped.</summary>
        public Reason Reason { get; }

        /// <summary>The state that it was in.</summary>
        public TS TerminatedState { get; }

        /// <summary>The data that it had.</summary>
        public TD StateData { get; }

        /// <inheritdoc/>
        public override string ToString() => $"Reason: <{Reason}>, TerminatedState: <{TerminatedState}>, StateData: <{StateData}>";
    }

    /// <summary>What a state function returns: the next state, its data, and what to do on the way. Immutable.</summary>
    public sealed class State<TS, TD> : IEquatable<State<TS, TD>>
    {
        /// <summary>Made by GoTo, Stay and Stop.</summary>
        public State(
            TS stateName, TD stateData, TimeSpan? timeout = null, Reason? stopReason = null, IReadOnlyList<object>? replies = null,
            bool notifies = true)
        {
            StateName = stateName;
            StateData = stateData;
            Timeout = timeout;
            StopReason = stopReason;
            Replies = replies ?? [];
            Notifies = notifies;
        }

        /// <summary>The state.</summary>
        public TS StateName { get; }

        /// <summary>The data.</summary>
        public TD StateData { get; }

        /// <summary>How long to wait for the next event before <see cref="StateTimeout"/>; null for the timeout given to When.</summary>
        public TimeSpan? Timeout { get; }

        /// <summary>Why to stop; null to go on.</summary>
        public Reason? StopReason { get; }

        /// <summary>What to send to the sender of the event, the last one first.</summary>
        public IReadOnlyList<object> Replies { get; }

        internal bool Notifies { get; }

        /// <summary>With a timeout for this visit of the state only; <see cref="TimeSpan.MaxValue"/> for none.</summary>
        public State<TS, TD> ForMax(TimeSpan timeout) => new(StateName, StateData, timeout, StopReason, Replies, Notifies);

        /// <summary>With a reply to the sender of the event.</summary>
        public State<TS, TD> Replying(object replyValue) =>
            new(StateName, StateData, Timeout, StopReason, [replyValue, .. Replies], Notifies);

        /// <summary>With other data.</summary>
        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        /// <inheritdoc/>
        public bool Equals(State<TS, TD>? other) =>
            other is not null && EqualityComparer<TS>.Default.Equals(StateName, other.StateName)
            && EqualityComparer<TD>.Default.Equals(StateData, other.StateData)
            && Timeout == other.Timeout && Equals(StopReason, other.StopReason) && Replies.SequenceEqual(other.Replies);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as State<TS, TD>);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout, StopReason);

        /// <inheritdoc/>
        public override string ToString() => $"{StateName}, {StateData}";

        internal State<TS, TD> WithStopReason(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);
    }

    /// <summary>Sent to oneself when a state's timeout passes.</summary>
    internal sealed record TimeoutMarker(long Generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>Sent to oneself when a timer fires.</summary>
    internal sealed record FiredTimer(ActorBase Owner, string Name, object Message, int Generation, bool Repeat)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
