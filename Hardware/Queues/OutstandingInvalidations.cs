using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>
/// The CMD_ATC_INVs of one command queue that were consumed and not yet answered (IHI 0070 3.9.1.4): a CMD_SYNC completes when there
/// are none, and fails if the time of one ran out.
/// </summary>
public sealed class OutstandingInvalidations
{
    private readonly HashSet<long> _pending = [];

    /// <summary>Number of the last one that was sent.</summary>
    public long Last { get; private set; }

    /// <summary>True while an answer is missing.</summary>
    public bool ArePending => _pending.Count != 0;

    /// <summary>The time of one ran out, and no CMD_SYNC was told.</summary>
    public bool HaveFailed { get; private set; }

    /// <summary>One is sent.</summary>
    /// <returns>Its number.</returns>
    public long Begin()
    {
        _pending.Add(++Last);
        return Last;
    }

    /// <summary>One was answered; an answer that comes after its time is none.</summary>
    public void Complete(long number) => _pending.Remove(number);

    /// <summary>The time of one, and of every earlier one, ran out.</summary>
    public void TimeOut(long number)
    {
        if (_pending.RemoveWhere(pending => pending <= number) != 0) HaveFailed = true;
    }

    /// <summary>Whatever comes of those that were sent, nobody is told any more.</summary>
    public void Forget()
    {
        _pending.Clear();
        HaveFailed = false;
    }

    /// <summary>What a CMD_SYNC comes to once none is pending; failures are told once (7.1).</summary>
    public CommandError TakeResult()
    {
        var failed = HaveFailed;
        HaveFailed = false;
        return failed ? CommandError.AtcInvSync : CommandError.None;
    }
}
