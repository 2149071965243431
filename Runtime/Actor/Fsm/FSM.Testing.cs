namespace Akka.Actor;

/// <content>What the test kit needs of a machine, for references that put it into a state.</content>
public abstract partial class FSM<TState, TData>
{
    internal bool IsStateTimerActiveForTest => _stateTimer is { IsCancellationRequested: false };

    internal void LogForTest() => DebugEvent = true;

    internal void ApplyForTest(State<TState, TData> next) => Apply(next);
}
