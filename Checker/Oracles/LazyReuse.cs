using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T3 of the allocator: an address is not used again before the flush.</summary>
internal sealed class LazyReuse() : Oracle(
    "T3-reuse",
    "In lazy mode an address is not mapped again before the flush that includes its unmap has returned.",
    "Linux drivers/iommu/dma-iommu.c: free_iova is called by the flush queue",
    typeof(OperationBegan))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var began = (OperationBegan)stamped.Event;
        if (began.Kind != OperationKind.Map || began.SizeBytes == 0 || !ghost.Domains.TryGetValue(began.Domain, out var domain)) return;
        foreach (var unmap in domain.Deferred)
        {
            var old = unmap.Began;
            if (old.Iova.Value + (old.SizeBytes - 1) < began.Iova.Value
                || began.Iova.Value + (began.SizeBytes - 1) < old.Iova.Value) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(old)}, which left its invalidation to a flush.",
                $"U returned at step {unmap.EndedTime}, and no flush that began later has returned since.",
                $"{Prose.Named(began)} began at step {stamped.Time}."));
        }
    }
}
