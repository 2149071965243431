using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I4 of software: who owns a queue knows what it takes.</summary>
internal sealed class QueuesTakeTheirCommands() : Oracle(
    "I4-takes",
    "A VCMDQ stops at a command as illegal only where a fault changed what software wrote: what one of a guest does not take goes "
    + "elsewhere.",
    "Linux tegra241-cmdqv.c: tegra241_guest_vcmdq_supports_cmd; a9d40285bdef",
    typeof(CommandErrored))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is not CommandErrored { Error: CommandError.Ill, Queue.Index: > 0 } errored || ghost.Injected != 0) return;
        if (ghost.Find(errored.Queue) is not { } queue || queue.Unroll(errored.Slot) is var slot && !queue.IsWritten(slot)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"c = {queue.At(slot).Command} in slot {errored.Slot} of {errored.Queue}.", "no fault was injected.",
            $"the queue stopped at c as illegal at step {stamped.Time}."));
    }
}
