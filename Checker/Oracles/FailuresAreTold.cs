using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q7: no failure is swallowed.</summary>
internal sealed class FailuresAreTold() : Oracle(
    "Q7",
    "An operation does not return with success if a wait that it relies on failed, a device did not answer or a command was refused.",
    "Linux arm-smmu-v3.c: arm_smmu_invs_end_batch ignores the result, the reason for the quarantine series of 2026",
    typeof(OperationEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        var why = operation.LostCommand ? "a command of its was refused, or a device did not answer one" : Failed(operation);
        if (why is null) return;
        findings.Add(this, stamped, Prose.Plain($"U = {Prose.Named(operation.Began)}.", $"{why}.",
            $"U returned with success at step {stamped.Time}."));
    }

    // Who waits again and then sees completion has lost nothing, if the commands stayed in the queue or were written anew.
    private static string? Failed(OperationState operation)
    {
        foreach (var use in operation.Queues)
        {
            if (use.Failed < 0 || (use.Released > use.Failed && (use.TimedOut || use.LastNeeded > use.Failed))) continue;
            return $"its wait for a CMD_SYNC of {use.Queue} {(use.TimedOut ? "timed out" : "failed")}";
        }

        return null;
    }
}
