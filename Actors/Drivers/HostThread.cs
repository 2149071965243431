using System.Diagnostics;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// One thing after the other: jobs are done in the order in which they came, each as a sequence of actions. What an action brought is kept
/// for the next step of the job. It outlives the actor: a crash between two steps loses nothing, for the message that was being handled
/// comes back. A step that throws is a defect of ours, and no step can be made twice: the run ends with what comes back after it.
/// </summary>
internal sealed class HostThread
{
    private readonly Queue<IEnumerator<HostAction>> _jobs = [];
    private long _ticket;
    private bool _isInStep;

    /// <summary>What it waits for; null if there is nothing to do.</summary>
    public HostAction? Now { get; private set; }

    /// <summary>Names what it waits for.</summary>
    public RequestId Ticket => new(_ticket);

    /// <summary>What the last register read gave.</summary>
    public ulong Value { get; private set; }

    /// <summary>How the last commands ended.</summary>
    public CommandsOutcome Outcome { get; private set; }

    /// <summary>The last answer.</summary>
    public IAnswer? Answer { get; private set; }

    /// <summary>A job more; true if it begins at once, so that its first action is to be done.</summary>
    public bool Add(IEnumerable<HostAction> job)
    {
        _jobs.Enqueue(job.GetEnumerator());
        if (Now is not null || _isInStep) return false;
        Advance();
        return Now is not null;
    }

    /// <summary>Goes on with what it waited for; false if it does not wait for this.</summary>
    public bool TryGoOn(object message)
    {
        switch (message)
        {
            case TakeStep step when Awaits(HostActionKind.Turn, new RequestId(step.Ticket)):
                break;
            case TakeStep step when Awaits(HostActionKind.Pause, new RequestId(step.Ticket)):
                break;
            case RegisterRead read when Awaits(HostActionKind.Read, read.Request):
                Value = read.Value;
                break;
            case RegisterWritten written when Awaits(HostActionKind.Write, written.Request):
                break;
            case CommandsEnded ended when Awaits(HostActionKind.Issue, ended.Request):
                Outcome = ended.Outcome;
                break;
            case IAnswer answer when Awaits(HostActionKind.Request, answer.Request):
                Answer = answer;
                break;
            default:
                return false;
        }

        Advance();
        return true;
    }

    /// <summary>What it did is done: the next action. A job that adds another one while it ends does not begin it.</summary>
    public void Advance()
    {
        (Now, _isInStep) = (null, true);
        _ticket++;
        while (Now is null && _jobs.TryPeek(out var job))
        {
            if (job.MoveNext()) Now = job.Current;
            else _jobs.Dequeue();
        }

        _isInStep = false;
    }

    private bool Awaits(HostActionKind kind, RequestId ticket)
    {
        if (_isInStep) throw new UnreachableException("A step of a job of host software has thrown, and the job cannot go on.");
        return Now is { } now && now.Kind == kind && ticket == Ticket;
    }
}
