using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

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
    private readonly Func<bool> _takesTurns;
    private readonly Queue<CommandIssue> _lists = [];
    private long _ticket;

    /// <param name="rings">The queue of each SMMU, by its number.</param>
    /// <param name="batches">In order.</param>
    /// <param name="host">Memory, defects and history.</param>
    /// <param name="ids">Of who issues them.</param>
    /// <param name="operation">For which operation; none if it is 0.</param>
    public CommandRun(
        ImmutableArray<CommandRing> rings, IEnumerable<CommandBatch> batches, HostDescription host, HostIds ids, OperationId operation)
    {
        (_memory, _bugs, _takesTurns) = (host.Memory, host.Experiment.Bugs, host.TakesTurns);
        foreach (var batch in batches)
        {
            foreach (var (list, sync) in Split(rings[batch.Smmu.Value], batch.Commands))
            {
                var origin = new CommandOrigin(host.Experiment.History, operation, ids.NextBatch());
                _lists.Enqueue(new CommandIssue(rings[batch.Smmu.Value], list, sync, _bugs, origin));
            }
        }
    }

    /// <summary>Whose registers it needs.</summary>
    public SmmuId Smmu => Ring?.Smmu ?? default;

    /// <summary>The queue that it is at; null when it is over.</summary>
    public CommandRing? Ring => _lists.TryPeek(out var list) ? list.Ring : null;

    /// <summary>What it needs now.</summary>
    public IssueStep Now { get; private set; } = new(IssueNeed.Turn);

    /// <summary>Names what it waits for; what comes with another name comes too late.</summary>
    public RequestId Ticket => new(_ticket);

    /// <summary>Makes a step, or as many as it can where it takes no turns.</summary>
    public void Step()
    {
        do Take(_lists.TryPeek(out var list) ? list.Step(_memory) : new IssueStep(IssueNeed.Done));
        while (Now.Need == IssueNeed.Turn && !_takesTurns());
    }

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

    private static IEnumerable<(ImmutableArray<Command> List, bool Sync)> Split(CommandRing ring, ImmutableArray<Command> commands)
    {
        for (var done = 0; done < commands.Length; done += ring.ListEntries)
        {
            var list = ImmutableArray.Create(commands, done, Math.Min(ring.ListEntries, commands.Length - done));
            yield return (list, ring.ForcesSync || done + list.Length == commands.Length);
        }
    }
}
