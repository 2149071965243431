using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Comparers for messages about state machines, to be given to <c>ExpectMsg(expected, comparer)</c>.</summary>
public static class FSMSpecHelpers
{
    /// <summary>Compares two <see cref="FSMBase.CurrentState{TS}"/> by machine and state.</summary>
    /// <typeparam name="TS">The states.</typeparam>
    /// <returns>The comparer.</returns>
    public static Func<object, object, bool> CurrentStateExpector<TS>() => (expected, actual) =>
        expected is FSMBase.CurrentState<TS> e && actual is FSMBase.CurrentState<TS> a && a.FsmRef.Equals(e.FsmRef)
            && Equals(a.State, e.State);

    /// <summary>Compares two <see cref="FSMBase.Transition{TS}"/> by machine and both states.</summary>
    /// <typeparam name="TS">The states.</typeparam>
    /// <returns>The comparer.</returns>
    public static Func<object, object, bool> TransitionStateExpector<TS>() => (expected, actual) =>
        expected is FSMBase.Transition<TS> e && actual is FSMBase.Transition<TS> a
        && a.FsmRef.Equals(e.FsmRef) && Equals(a.From, e.From) && Equals(a.To, e.To);
}
