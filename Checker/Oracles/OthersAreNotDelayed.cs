using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>
/// D5: who does not need an SMMU that answers no more is not held by it. Nothing is said of steps, for a schedule may leave anybody
/// behind: a wait for a CMD_SYNC runs out when a second has passed, and where time passes only when nothing is left to do, whoever began
/// before that wait and is not over by then was waiting, too. If its own SMMUs have done all that they were given, it was for another.
/// </summary>
internal sealed class OthersAreNotDelayed() : Oracle(
    "D5",
    "An operation that has to do only with SMMUs that do their work is over when the wait of a later command for another SMMU runs out.",
    "Linux arm-smmu-v3.c: an invalidation waits for the queues of the SMMUs in its array alone; 4fc82cd907ac for VT-d",
    typeof(SyncReleased), typeof(TimersRace))
{
    // Faults that hold a queue for good. With any other time may pass over work that there is.
    private const uint Stopping = 1U << (int)FaultSite.CommandQueueStuck | 1U << (int)FaultSite.AtcInvalidationIgnored;

    private ulong _stopped;
    private bool _isUntimed;

    /// <inheritdoc/>
    public override void Reset() => (_stopped, _isUntimed) = (0, false);

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is not SyncReleased released)
        {
            _isUntimed = true;
            return;
        }

        if (released.Outcome == SyncOutcome.Completed) return;
        _stopped |= BitOf(released.Queue.Smmu);
        if (released.Outcome != SyncOutcome.TimedOut || _isUntimed || (ghost.Injected & ~Stopping) != 0) return;
        if (ghost.Find(released.Queue) is not { } queue) return;
        var slot = queue.LastWritten(released.Slot);
        if (queue.At(slot).Slot != slot) return;
        foreach (var operation in ghost.Operations.Values)
        {
            if (operation.EndedAt != 0 || operation.BeganAt >= queue.At(slot).WrittenAt) continue;
            if (operation.Began.Kind == OperationKind.Other || !IsFree(Needed(operation.Began, ghost), ghost)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, which has nothing to do with {released.Queue.Smmu}.",
                $"U began at step {operation.BeganTime}, before {released.Operation} wrote the CMD_SYNC in slot {released.Slot} of "
                + $"{released.Queue}, and the SMMUs of U have done all that they were given.",
                $"the wait for that CMD_SYNC ran out at step {stamped.Time}, after a second, and U was not over."));
            return;
        }
    }

    // None of these SMMUs has ever failed anybody, and their queues are empty.
    private bool IsFree(ulong smmus, GhostState ghost) =>
        (smmus & _stopped) == 0
        && ghost.Queues.Values.All(queue =>
            (smmus & BitOf(queue.Id.Smmu)) == 0 || (queue.Consumed >= queue.Published && queue.ErrorAt < 0));

    // The SMMUs of every device that had, or was to have, the domain or one that the operation's own device had: an operation may have
    // looked up who uses a domain long ago, and a device is there before its configuration says so.
    private static ulong Needed(OperationBegan began, GhostState ghost)
    {
        var all = ghost.Attachments.All.SelectMany(list => list).ToList();
        var tables = all.Where(one => one.Device == began.Device).Select(one => one.Domain).Append(began.Domain)
            .Select(ghost.TablesOf).ToHashSet();
        var needed = began.Device is { } device ? ghost.Attachments.SmmusOf(device) : 0;
        foreach (var one in all)
        {
            if (tables.Contains(ghost.TablesOf(one.Domain))) needed |= ghost.Attachments.SmmusOf(one.Device);
        }

        return needed;
    }

    private static ulong BitOf(SmmuId smmu) => 1UL << smmu.Value;
}
