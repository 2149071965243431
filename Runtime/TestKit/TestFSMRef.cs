using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A reference that shows a state machine and can put it into a state.</summary>
/// <typeparam name="TActor">The machine's class.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TData">Its data.</typeparam>
public class TestFSMRef<TActor, TState, TData> : TestActorRefBase<TActor>
    where TActor : FSM<TState, TData>
    where TState : notnull
{
    /// <summary>Makes the machine.</summary>
    /// <param name="system">The system.</param>
    /// <param name="props">How.</param>
    /// <param name="supervisor">The parent; null is the user guardian.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <param name="activateLogging">Whether it logs its events and transitions.</param>
    public TestFSMRef(ActorSystem system, Props props, IActorRef? supervisor = null, string? name = null, bool activateLogging = false)
        : base(system, props, supervisor, name)
    {
        if (activateLogging)
            UnderlyingActor.LogForTest();
    }

    /// <summary>The present state.</summary>
    public TState StateName => UnderlyingActor.StateName;

    /// <summary>The present data.</summary>
    public TData StateData => UnderlyingActor.StateData;

    /// <summary>Goes to a state and keeps the data.</summary>
    /// <param name="stateName">The state.</param>
    /// <param name="timeout">Its timeout.</param>
    public void SetState(TState stateName, TimeSpan? timeout = null) => SetState(stateName, UnderlyingActor.StateData, timeout);

    /// <summary>Goes to a state with data.</summary>
    /// <param name="stateName">The state.</param>
    /// <param name="stateData">The data.</param>
    /// <param name="timeout">The state's timeout.</param>
    /// <param name="stopReason">Why the machine stops, if it does.</param>
    public void SetState(TState stateName, TData stateData, TimeSpan? timeout = null, FSMBase.Reason? stopReason = null) =>
        Apply(new FSMBase.State<TState, TData>(stateName, stateData, timeout, stopReason));

    /// <summary>Stays in the state and changes its timeout.</summary>
    /// <param name="timeout">The timeout.</param>
    public void SetStateTimeout(TimeSpan timeout) =>
        Apply(new FSMBase.State<TState, TData>(UnderlyingActor.StateName, UnderlyingActor.StateData, timeout));

    /// <summary>Stays in the state and changes the data.</summary>
    /// <param name="stateData">The data.</param>
    /// <param name="timeout">The state's timeout.</param>
    public void SetStateData(TData stateData, TimeSpan? timeout = null) =>
        Apply(new FSMBase.State<TState, TData>(UnderlyingActor.StateName, stateData, timeout));

    /// <summary>Starts a timer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="msg">What it sends.</param>
    /// <param name="timeout">When.</param>
    /// <param name="repeat">Whether again and again.</param>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false) =>
        InternalRef.Cell.UseThreadContext(() => UnderlyingActor.SetTimer(name, msg, timeout, repeat));

    /// <summary>Stops a timer.</summary>
    /// <param name="name">Its name.</param>
    public void CancelTimer(string name) => InternalRef.Cell.UseThreadContext(() => UnderlyingActor.CancelTimer(name));

    /// <summary>Whether a timer runs.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it runs.</returns>
    public bool IsTimerActive(string name) => UnderlyingActor.IsTimerActive(name);

    /// <summary>Whether the state's timeout runs.</summary>
    /// <returns>Whether it runs.</returns>
    public bool IsStateTimerActive() => UnderlyingActor.IsStateTimerActiveForTest;

    private void Apply(FSMBase.State<TState, TData> state) =>
        InternalRef.Cell.UseThreadContext(() => UnderlyingActor.ApplyForTest(state));
}
