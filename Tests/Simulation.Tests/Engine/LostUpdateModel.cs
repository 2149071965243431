namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>The lost update again, without actors or an engine: counts its schedules by plain recursion over who goes next.</summary>
internal static class LostUpdateModel
{
    // How far a client is: its relays, then at itself (go), at the register (read), at itself (value), at the register (write), done.
    private enum Place
    {
        Go,
        Read,
        Value,
        Write,
        Done,
    }

    public static (long Schedules, long Failures) Count(int relays) => Count(new State(relays, Place.Go, Place.Go, [], 0, 0, 0));

    private static (long Schedules, long Failures) Count(State state)
    {
        // Who could go: the first client, what the second is at (a relay or itself), and the register if it has a message.
        List<State> next = [];
        if (state.First is Place.Go or Place.Value) next.Add(Advance(state, isSecond: false));
        if (state.RelaysLeft > 0) next.Add(state with { RelaysLeft = state.RelaysLeft - 1 });
        else if (state.Second is Place.Go or Place.Value) next.Add(Advance(state, isSecond: true));
        if (state.Queue.Length > 0) next.Add(Serve(state));
        if (next.Count == 0) return (1, state.Register == 2 ? 0 : 1);
        var (schedules, failures) = (0L, 0L);
        foreach (var way in next)
        {
            var below = Count(way);
            (schedules, failures) = (schedules + below.Schedules, failures + below.Failures);
        }

        return (schedules, failures);
    }

    private static State Advance(State state, bool isSecond) => isSecond
        ? state with { Second = state.Second + 1, Queue = [.. state.Queue, true] }
        : state with { First = state.First + 1, Queue = [.. state.Queue, false] };

    private static State Serve(State state)
    {
        var isSecond = state.Queue[0];
        state = state with { Queue = state.Queue[1..] };
        return ((isSecond ? state.Second : state.First), isSecond) switch
        {
            (Place.Read, false) => state with { First = Place.Value, FirstRead = state.Register },
            (Place.Read, true) => state with { Second = Place.Value, SecondRead = state.Register },
            (_, false) => state with { First = Place.Done, Register = state.FirstRead + 1 },
            (_, true) => state with { Second = Place.Done, Register = state.SecondRead + 1 },
        };
    }

    private sealed record State(int RelaysLeft, Place First, Place Second, bool[] Queue, int Register, int FirstRead, int SecondRead);
}
