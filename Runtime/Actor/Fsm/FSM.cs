using Akka.Event;
using Akka.Pattern;

namespace Akka.Actor;

/// <summary>
/// An actor that is a state machine. Its constructor says with <see cref="StartWith"/>, <see cref="When"/>, <see cref="WhenUnhandled"/> and
/// <see cref="OnTransition"/> what it does, and ends with <see cref="Initialize"/>.
/// </summary>
/// <typeparam name="TState">The states, an enum usually.</typeparam>
/// <typeparam name="TData">What the machine remembers besides its state.</typeparam>
public abstract partial class FSM<TState, TData> : FSMBase where TState : notnull
{
    private readonly Dictionary<TState, StateFunction> _stateFunctions = [];
    private readonly Dictionary<TState, TimeSpan?> _stateTimeouts = [];
    private readonly List<TransitionHandler> _transitionHandlers = [];
    private readonly List<IActorRef> _subscribers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private StateFunction? _unhandled;
    private Action<StopEvent<TState, TData>>? _terminationHandler;
    private State<TState, TData>? _currentState;
    private State<TState, TData>? _nextState;
    private ICancelable? _stateTimer;
    private long _generation;

    /// <summary>What happens in a state: returns GoTo, Stay or Stop, or null to leave the event to what comes after.</summary>
    public delegate State<TState, TData>? StateFunction(Event<TData> fsmEvent);

    /// <summary>Called on the way from one state to another.</summary>
    public delegate void TransitionHandler(TState initialState, TState nextState);

#pragma warning disable CA1051 // Akka.NET's field
    /// <summary>Whether every event and transition is logged at DEBUG.</summary>
    protected bool DebugEvent;
#pragma warning restore CA1051

    /// <summary>The state.</summary>
    /// <exception cref="IllegalStateException">StartWith was not called.</exception>
    public TState StateName => Current(nameof(StateName)).StateName;

    /// <summary>The data.</summary>
    /// <exception cref="IllegalStateException">StartWith was not called.</exception>
    public TData StateData => Current(nameof(StateData)).StateData;

    /// <summary>The data of the state that is being entered.</summary>
    /// <exception cref="InvalidOperationException">This is not a transition handler.</exception>
    public TData NextStateData => _nextState is { } next
        ? next.StateData
        : throw new InvalidOperationException("NextStateData is only available during OnTransition");

    /// <summary>The first state, its data and timeout.</summary>
    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) =>
        _currentState = new(stateName, stateData, timeout);

    /// <summary>
    /// What happens in a state, and after which time without an event it gets <see cref="FSMBase.StateTimeout"/>. A second call for a state
    /// adds to the first.
    /// </summary>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        _stateFunctions[stateName] = _stateFunctions.TryGetValue(stateName, out var earlier) ? OrElse(earlier, func) : func;
        _stateTimeouts[stateName] = _stateTimeouts.GetValueOrDefault(stateName) ?? timeout;
    }

    /// <summary>What happens with events that no state function handles; by default a warning is logged.</summary>
    public void WhenUnhandled(StateFunction stateFunction) => _unhandled = stateFunction;

    /// <summary>Adds a handler of transitions: to another state, and by GoTo to the same one.</summary>
    public void OnTransition(TransitionHandler transitionHandler) => _transitionHandlers.Add(transitionHandler);

    /// <summary>Called once, when the machine stops for whatever reason.</summary>
    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler) => _terminationHandler = terminationHandler;

    /// <summary>Enters the first state.</summary>
    /// <exception cref="IllegalStateException">StartWith was not called.</exception>
    public void Initialize() => MakeTransition(Current(nameof(Initialize)));

    /// <summary>Goes to a state, keeping the data; to the same state it is a transition too.</summary>
    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, StateData);

    /// <summary>Stays in the state; not a transition.</summary>
    public State<TState, TData> Stay() => new(StateName, StateData, notifies: false);

    /// <summary>Stops, because it is done.</summary>
    public State<TState, TData> Stop() => Stop(Normal.Instance);

    /// <summary>Stops for a reason.</summary>
    public State<TState, TData> Stop(Reason reason) => Stop(reason, StateData);

    /// <summary>Stops for a reason, with the last data.</summary>
    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).WithStopReason(reason);

    /// <summary>Changes what a state function returns: <c>Transform(f).Using(state => ...)</c>.</summary>
    public TransformHelper Transform(StateFunction func) => new(func);

    /// <summary>The timeout of a state from its next visit on; null for none.</summary>
    public void SetStateTimeout(TState state, TimeSpan? timeout) => _stateTimeouts[state] = timeout;

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TimeoutMarker marker:
                if (marker.Generation == _generation)
                    Process(FSMBase.StateTimeout.Instance, "state timeout");
                break;
            case FiredTimer timer:
                if (!Accepts(timer))
                    break;
                CancelStateTimer();
                Process(timer.Message, timer.Name);
                break;
            case SubscribeTransitionCallBack subscribe:
                Context.Watch(subscribe.ActorRef);
                if (!_subscribers.Contains(subscribe.ActorRef))
                    _subscribers.Add(subscribe.ActorRef);
                subscribe.ActorRef.Tell(new CurrentState<TState>(Self, StateName));
                break;
            case UnsubscribeTransitionCallBack unsubscribe:
                Context.Unwatch(unsubscribe.ActorRef);
                _subscribers.Remove(unsubscribe.ActorRef);
                break;
            case Terminated terminated when _subscribers.Remove(terminated.ActorRef):
                break;
            default:
                CancelStateTimer();
                Process(message, Sender);
                break;
        }

        return true;
    }

    /// <summary>Ends the machine with <see cref="FSMBase.Shutdown"/>, unless it has stopped itself.</summary>
    protected override void PostStop()
    {
        if (_currentState is not null)
            Terminate(Stay().WithStopReason(FSMBase.Shutdown.Instance));
        base.PostStop();
    }

    /// <summary>Logs a <see cref="FSMBase.Failure"/>.</summary>
    protected virtual void LogTermination(Reason reason)
    {
        if (reason is not Failure failure)
            return;
        if (failure.Cause is Exception error)
            _log.Error(error, "terminating due to Failure");
        else
            _log.Error("{0}", failure.Cause ?? "null");
    }

    private State<TState, TData> Current(string caller) =>
        _currentState ?? throw new IllegalStateException($"You must call StartWith before calling {caller}.");

    private static StateFunction OrElse(StateFunction first, StateFunction second) => fsmEvent => first(fsmEvent) ?? second(fsmEvent);

    private void Process(object message, object source)
    {
        var current = Current(nameof(Receive));
        var fsmEvent = new Event<TData>(message, current.StateData);
        if (DebugEvent)
            _log.Debug("processing {0} from {1} in state {2}", fsmEvent, source, current.StateName);
        var next = _stateFunctions[current.StateName](fsmEvent) ?? _unhandled?.Invoke(fsmEvent) ?? Unhandled(fsmEvent);
        Apply(next);
        if (DebugEvent && !current.Equals(next))
            _log.Debug("transition {0} -> {1}", current, next);
    }

    private State<TState, TData> Unhandled(Event<TData> fsmEvent)
    {
        _log.Warning("unhandled event {0} in state {1}", fsmEvent.FsmEvent, StateName);
        return Stay();
    }

    private void Apply(State<TState, TData> next)
    {
        if (next.StopReason is null)
        {
            MakeTransition(next);
            return;
        }

        Reply(next);
        Terminate(next);
        Context.Stop(Self);
    }

    private void MakeTransition(State<TState, TData> next)
    {
        if (!_stateFunctions.ContainsKey(next.StateName))
        {
            Terminate(Stay().WithStopReason(new Failure($"Next state {next.StateName} does not exist")));
            return;
        }

        Reply(next);
        var previous = StateName;
        if (next.Notifies || !EqualityComparer<TState>.Default.Equals(previous, next.StateName))
        {
            _nextState = next;
            foreach (var handler in _transitionHandlers)
                handler(previous, next.StateName);
            foreach (var subscriber in _subscribers)
                subscriber.Tell(new Transition<TState>(Self, previous, next.StateName));
            _nextState = null;
        }

        _currentState = next;
        if ((next.Timeout ?? _stateTimeouts[next.StateName]) is { } timeout && timeout < TimeSpan.MaxValue)
            _stateTimer = Context.System.Scheduler.ScheduleTellOnceCancelable(timeout, Self, new TimeoutMarker(_generation), Self);
    }

    private void Reply(State<TState, TData> next)
    {
        for (var index = next.Replies.Count - 1; index >= 0; index--)
            Sender.Tell(next.Replies[index]);
    }

    private void Terminate(State<TState, TData> last)
    {
        if (_currentState?.StopReason is not null)
            return;
        LogTermination(last.StopReason!);
        CancelTimers();
        CancelStateTimer();
        _currentState = last;
        _terminationHandler?.Invoke(new StopEvent<TState, TData>(last.StopReason!, last.StateName, last.StateData));
    }

    /// <summary>Every event but a state timeout ends the wait for it, also of one that is in the mailbox already.</summary>
    private void CancelStateTimer()
    {
        _stateTimer.CancelIfNotNull();
        _stateTimer = null;
        _generation++;
    }

    /// <summary>What <see cref="Transform"/> returns.</summary>
    public sealed class TransformHelper
    {
        /// <summary>Of a state function.</summary>
        public TransformHelper(StateFunction func) => Func = func;

        /// <summary>The state function.</summary>
        public StateFunction Func { get; }

        /// <summary>A state function that changes what the first one returns.</summary>
        public StateFunction Using(Func<State<TState, TData>, State<TState, TData>> andThen) =>
            fsmEvent => Func(fsmEvent) is { } state ? andThen(state) : null;
    }
}
