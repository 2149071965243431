using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>Q8: a queue is released when nobody needs it.</summary>
internal sealed class QueueIsDrained() : Oracle(
    "Q8",
    "A queue is released only when all that was published is consumed or given up, a guest's only when it is stopped, and nobody uses it "
    + "afterwards. Before an SMMU is disabled, the VCMDQs beside it are.",
    "Linux tegra241-cmdqv.c: 9ff145a25c5c, arm-smmu-v3.c: ab0dbf411ace",
    typeof(CommandQueueReleased), typeof(CommandWritten), typeof(CommandConsumed), typeof(SmmuStateChanged))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is SmmuStateChanged { IsEnabled: false } changed)
        {
            foreach (var running in ghost.Queues.Values)
            {
                if (running.Id.Smmu != changed.Smmu || running.Id.Index == 0 || running.IsReleased) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {running.Id}, a VCMDQ.", "q runs.", $"{changed.Smmu} was disabled at step {stamped.Time}."));
            }

            return;
        }

        var id = stamped.Event switch
        {
            CommandQueueReleased released => released.Queue,
            CommandWritten written => written.Queue,
            CommandConsumed consumed => consumed.Queue,
            _ => default,
        };
        if (ghost.Find(id) is not { } queue) return;
        var isOpen = queue.IsOfGuest ? !queue.IsStopped : queue.Consumed < queue.Published && queue.GivenUp < queue.Published;
        var why = stamped.Event is CommandQueueReleased
            ? !isOpen ? null
                : queue.IsOfGuest ? "hardware has not stopped it"
                : $"CONS stands at {queue.Shown(queue.Consumed)}, PROD at {queue.Shown(queue.Published)}"
            : queue.IsReleased ? "it was released" : null;
        if (why is null) return;
        var what = stamped.Event is CommandQueueReleased ? "it was released" : "it was used again";
        findings.Add(this, stamped, Prose.Plain($"q = {id}.", $"of q, {why}.", $"{what} at step {stamped.Time}."));
    }
}
