using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
