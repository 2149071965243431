using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>Bringing all SMMUs of a machine up: it is over when each of them has been, and as good as the worst of them.</summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed class DriverStart<TRequester>
{
    private (RequestId Request, TRequester Requester)? _asked;
    private CommandsOutcome _worst;
    private int _left;

    /// <summary>So many SMMUs are brought up now.</summary>
    public void Begin(StartDriver start, TRequester requester, int smmus) =>
        (_asked, _left, _worst) = ((start.Request, requester), smmus, CommandsOutcome.Completed);

    /// <summary>One is up; true if none is left, with the answer to who asked.</summary>
    public bool TryEnd(SmmuStarted started, out DriverStarted answer, out TRequester requester)
    {
        if (started.Outcome > _worst) _worst = started.Outcome;
        var result = _worst == CommandsOutcome.Completed ? HostResult.Ok : HostResult.Degraded;
        (answer, requester) = _asked is { } asked ? (new DriverStarted(asked.Request, result), asked.Requester) : (null!, default!);
        return --_left == 0 && _asked is not null;
    }
}
