using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I6 of VCMDQs: nobody is told what another one's device did not do.</summary>
internal sealed class OwnersHearOfTheirOwn() : Oracle(
    "I6-queues",
    "A guest's VCMDQ stops for a device that did not answer only if that was asked by a command in it since the guest has it.",
    "Linux tegra241-cmdqv.c: tegra241_vcmdq_hw_flush_timeout",
    typeof(HardwareQueueGiven), typeof(AtcInvalidationTimedOut), typeof(CommandErrored))
{
    private readonly Dictionary<QueueId, bool> _isOwed = [];

    /// <inheritdoc/>
    public override void Reset() => _isOwed.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case HardwareQueueGiven given:
                _isOwed[given.Queue] = false;
                break;
            case AtcInvalidationTimedOut timedOut when _isOwed.ContainsKey(timedOut.Queue):
                _isOwed[timedOut.Queue] = true;
                break;
            case CommandErrored { Error: CommandError.AtcInvSync } errored when _isOwed.TryGetValue(errored.Queue, out var isOwed):
                _isOwed[errored.Queue] = false;
                if (isOwed) return;
                findings.Add(this, stamped, Prose.Plain(
                    $"q = {errored.Queue}.", "every device has answered what was sent from q since its guest has it, or has time left.",
                    $"the CMD_SYNC in slot {errored.Slot} of q failed at step {stamped.Time}: it was told of what came before."));
                break;
        }
    }
}
