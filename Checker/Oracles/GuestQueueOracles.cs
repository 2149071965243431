using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
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

/// <summary>O5: what can be found is ready.</summary>
internal sealed class PublishedIsReady() : Oracle(
    "O5",
    "Who handles errors of a CMDQV unit finds a guest's virtual interface only when its registers are set.",
    "Linux tegra241-cmdqv.c: cbc41aacd49e",
    typeof(InterfaceStarted), typeof(InterfacePublished), typeof(InterfaceFreed))
{
    private readonly HashSet<(SmmuId Smmu, int Interface)> _ready = [];

    /// <inheritdoc/>
    public override void Reset() => _ready.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case InterfaceStarted started: _ready.Add((started.Smmu, started.Interface)); break;
            case InterfaceFreed freed: _ready.Remove((freed.Smmu, freed.Interface)); break;
            case InterfacePublished { IsFound: true } published when !_ready.Contains((published.Smmu, published.Interface)):
                findings.Add(this, stamped, Prose.Plain(
                    $"i = virtual interface {published.Interface} beside {published.Smmu}.", "nobody has set the registers of i.",
                    $"who handles errors finds i from step {stamped.Time} on."));
                break;
        }
    }
}

/// <summary>O7: first the sources stop, then the queues go, then nobody finds it, and then it is free.</summary>
internal sealed class WhatGoesGoesInOrder() : Oracle(
    "O7",
    "A guest's virtual interface is free only when its queues have been released, and who handles errors does not find it any more.",
    "Linux tegra241-cmdqv.c: 61f0d437988e",
    typeof(InterfacePublished), typeof(HardwareQueueGiven), typeof(CommandQueueReleased), typeof(InterfaceFreed))
{
    private readonly HashSet<(SmmuId Smmu, int Interface)> _found = [];
    private readonly Dictionary<QueueId, ViommuId> _queues = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _found.Clear();
        _queues.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case InterfacePublished { IsFound: true } published: _found.Add((published.Smmu, published.Interface)); break;
            case InterfacePublished published: _found.Remove((published.Smmu, published.Interface)); break;
            case HardwareQueueGiven given: _queues[given.Queue] = given.Viommu; break;
            case CommandQueueReleased released: _queues.Remove(released.Queue); break;
            case InterfaceFreed freed:
                var isFound = _found.Contains((freed.Smmu, freed.Interface));
                if (!isFound && !_queues.ContainsValue(freed.Viommu)) return;
                findings.Add(this, stamped, Prose.Plain(
                    $"i = virtual interface {freed.Interface} beside {freed.Smmu}, which {freed.Viommu} has.",
                    isFound ? "who handles errors finds i." : "a queue of i was not released.", $"i was freed at step {stamped.Time}."));
                break;
        }
    }
}
