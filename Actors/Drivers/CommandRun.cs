using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Batches that are issued one after the other, as a thread of Linux does (arm_smmu_cmdq_batch_add, _submit): a batch that is longer than a
/// list becomes several, of which only the last waits. It goes on after a failure, and ends with the worst outcome. It outlives
/// the actor.
/// </summary>
internal sealed class CommandRun
{
    private readonly IPhysicalMemory _memory;
    private readonly BugSet _bugs;
    private readonly Queue<CommandIssue> _lists = [];
    private long _ticket;

    /// <param name="rings">The queue of each SMMU, by its number.</param>
    /// <param name="batches">In order.</param>
    /// <param name="memory">Where the queues are.</param>
    /// <param name="bugs">Defects.</param>
    public CommandRun(ImmutableArray<CommandRing> rings, IEnumerable<CommandBatch> batches, IPhysicalMemory memory, BugSet bugs)
    {
        (_memory, _bugs) = (memory, bugs);
        foreach (var batch in batches) Add(rings[batch.Smmu.Value], batch.Commands);
    }

    /// <summary>Whose registers it needs.</summary>
    public SmmuId Smmu => Ring?.Smmu ?? default;

    /// <summary>The queue that it is at; null when it is over.</summary>
    public CommandRing? Ring => _lists.TryPeek(out var list) ? list.Ring : null;

    /// <summary>What it needs now.</summary>
    public IssueStep Now { get; private set; } = new(IssueNeed.Turn);

    /// <summary>Names what it waits for; what comes with another name comes too late.</summary>
    public RequestId Ticket => new(_ticket);

    /// <summary>Makes a step.</summary>
    public void Step() => Take(_lists.TryPeek(out var list) ? list.Step(_memory) : new IssueStep(IssueNeed.Done));

    /// <summary>CMDQ_CONS was read.</summary>
    public void ConsumerRead(ulong value) => Take(_lists.Peek().ConsumerRead(_memory, new CmdqCons((uint)value)));

    /// <summary>CMDQ_PROD is in force.</summary>
    public void ProducerWritten() => Take(_lists.Peek().ProducerWritten());

    /// <summary>True if it waits for this, of this name.</summary>
    public bool Awaits(RequestId ticket, params ReadOnlySpan<IssueNeed> needs) => ticket == Ticket && needs.Contains(Now.Need);

    private void Take(IssueStep step)
    {
        _ticket++;
        if (step.Need != IssueNeed.Done)
        {
            Now = step;
            return;
        }

        if (step.Status > Outcome) Outcome = step.Status;
        var goesOn = _lists.TryDequeue(out _) && _lists.Count > 0;
        Now = new IssueStep(goesOn ? IssueNeed.Turn : IssueNeed.Done);
    }

    /// <summary>The worst outcome so far.</summary>
    public CommandsOutcome Outcome { get; private set; }

    private void Add(CommandRing ring, ImmutableArray<Command> commands)
    {
        for (var done = 0; done < commands.Length; done += ring.ListEntries)
        {
            var list = ImmutableArray.Create(commands, done, Math.Min(ring.ListEntries, commands.Length - done));
            _lists.Enqueue(new CommandIssue(ring, list, ring.ForcesSync || done + list.Length == commands.Length, _bugs));
        }
    }
}
