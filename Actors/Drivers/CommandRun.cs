using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Freedoms;
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
    private const int MostSteps = 256;

    private readonly IPhysicalMemory _memory;
    private readonly BugSet _bugs;
    private readonly Func<bool> _takesTurns;
    private readonly Queue<CommandIssue> _lists = [];
    private long _ticket;

    /// <param name="rings">The queues that it may take, of each SMMU its command queue and behind that its VCMDQs, if any.</param>
    /// <param name="batches">In order.</param>
    /// <param name="host">Memory, defects and history.</param>
    /// <param name="ids">Of who issues them.</param>
    /// <param name="operation">For which operation; none if it is 0.</param>
    public CommandRun(
        ImmutableArray<CommandRing> rings, IEnumerable<CommandBatch> batches, HostDescription host, HostIds ids, OperationId operation)
    {
        (_memory, _bugs, _takesTurns) = (host.Memory, host.Experiment.Bugs, host.TakesTurns);
        // Of a batch that comes twice ATC_INV comes once: the caches of devices have no such erratum.
        foreach (var batch in batches.SelectMany(batch => host.RepeatsInvalidations && !batch.IsAtc ? [batch, batch] : new[] { batch }))
        {
            var queue = Choose(rings, batch, host.Choices);
            foreach (var (list, sync) in Split(queue, batch.Commands, _bugs))
            {
                var origin = new CommandOrigin(host.Experiment.History, operation, ids.NextBatch());
                _lists.Enqueue(new CommandIssue(queue, list, sync, _bugs, origin));
                if (_bugs.Has(Bug.BatchRechooseQueue) || _bugs.Has(Bug.MigrateBetweenCmdAndSync))
                    queue = Choose(rings, batch, host.Choices);
            }
        }
    }

    // Linux: arm_smmu_get_cmdq and tegra241_cmdqv_get_cmdq, by the number of the processor.
    private CommandRing Choose(ImmutableArray<CommandRing> rings, CommandBatch batch, IChoices choices)
    {
        var (first, count) = (0, 1);
        while (rings[first].Smmu != batch.Smmu) first++;
        while (first + count < rings.Length && rings[first + count].Smmu == batch.Smmu) count++;
        if (count > 1 && IsTaken(batch, rings[first + 1])) (first, count) = (first + 1, count - 1);
        else count = 1;
        return rings[first + choices.Choose(Freedom.Processor, count)];
    }

    // Linux: tegra241_guest_vcmdq_supports_cmd. A batch is of one queue.
    private bool IsTaken(CommandBatch batch, CommandRing queue) =>
        _memory.Load(queue.IsOfGuest) == 0 || _bugs.Has(Bug.NoSupportsCmd)
        || batch.Commands.All(command => GuestCommands.Takes(command.Opcode));

    /// <summary>What reads CONS.</summary>
    public IIommuProtocol ConsumerRequest => Ring is { IsVirtual: true } ring
        ? new ReadCmdqvRegister(ring.Smmu, Ticket, ring.Page0(VcmdqPage0Offset.ConsIndx), 4)
        : new ReadRegister(Ring!.Smmu, Ticket, RegisterOffset.CmdqCons, 4);

    /// <summary>What writes PROD.</summary>
    public IIommuProtocol ProducerRequest => Ring is { IsVirtual: true } ring
        ? new WriteCmdqvRegister(ring.Smmu, Ticket, ring.Page0(VcmdqPage0Offset.ProdIndx), 4, Now.Producer)
        : new WriteRegister(Ring!.Smmu, Ticket, RegisterOffset.CmdqProd, 4, Now.Producer);

    /// <summary>The queue that it is at; null when it is over.</summary>
    public CommandRing? Ring => _lists.TryPeek(out var list) ? list.Ring : null;

    /// <summary>What it needs now.</summary>
    public IssueStep Now { get; private set; } = new(IssueNeed.Turn);

    /// <summary>Names what it waits for; what comes with another name comes too late.</summary>
    public RequestId Ticket => new(_ticket);

    /// <summary>Makes a step; where it takes no turns as many as it can, but for one that might never have enough of it.</summary>
    public void Step()
    {
        var left = MostSteps;
        do Take(_lists.TryPeek(out var list) ? list.Step(_memory) : new IssueStep(IssueNeed.Done));
        while (Now.Need == IssueNeed.Turn && --left > 0 && !_takesTurns());
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

    private static IEnumerable<(ImmutableArray<Command> List, bool Sync)> Split(
        CommandRing ring, ImmutableArray<Command> commands, BugSet bugs)
    {
        if (commands.IsEmpty) yield return (commands, true);
        for (var done = 0; done < commands.Length; done += ring.ListEntries)
        {
            var list = ImmutableArray.Create(commands, done, Math.Min(ring.ListEntries, commands.Length - done));
            var isLast = done + list.Length == commands.Length;
            if (isLast && bugs.Has(Bug.MigrateBetweenCmdAndSync))
            {
                yield return (list, false);
                list = [];
            }

            yield return (list, ring.ForcesSync || isLast);
        }
    }
}
