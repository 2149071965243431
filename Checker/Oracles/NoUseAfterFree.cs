using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O2: what is free is not used.</summary>
internal sealed class NoUseAfterFree(OnlineJudge online) : Oracle(
    "O2",
    "No message reaches an object, and no DMA that starts later reaches a page, after it was freed.",
    "Linux iommufd: pages are unpinned after the unmap; refcounts of objects",
    typeof(ObjectFreed), typeof(ObjectUsed), typeof(PagesFreed), typeof(PagesAllocated), typeof(DmaEnded))
{
    private readonly Dictionary<ObjectId, long> _objects = [];
    private readonly List<(ulong First, ulong Last, long At, long Time)> _pages = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _objects.Clear();
        _pages.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ObjectFreed freed: _objects[freed.Object] = stamped.Time; break;
            case ObjectUsed used when _objects.TryGetValue(used.Object, out var time):
                findings.Add(this, stamped, Prose.Plain(
                    $"o = {used.Object}.", $"o was freed at step {time}.", $"a message reached o at step {stamped.Time}."));
                break;
            case PagesFreed freed:
                _pages.Add((freed.Address.Value, freed.Address.Value + (freed.SizeBytes - 1), stamped.Sequence, stamped.Time));
                break;
            case PagesAllocated { Address.Value: var first, SizeBytes: var bytes }:
                _pages.RemoveAll(page => page.First <= first + (bytes - 1) && first <= page.Last);
                break;
            case DmaEnded ended when _pages.Count > 0: See(ended, stamped, ghost, findings); break;
        }
    }

    private void See(DmaEnded ended, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        // What passes untranslated reaches every page, whoever has it; whether it may pass is I1's and I7's business.
        if (!ended.ReachedMemory || ended.Path is TranslationPath.StreamBypass or TranslationPath.GlobalBypass) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        foreach (var (first, last, at, time) in _pages)
        {
            if (ended.Output.Value < first || ended.Output.Value > last || dma.StartedAt < at) continue;
            // Lazy mode gives pages back before the flush; what is read then is weakly defined, and known to be.
            if (online.Of(stamped, ghost) is { Kind: DmaUseKind.Allowed, By.Began.IsDeferred: true }) return;
            findings.Add(this, stamped, Prose.Plain(
                $"D = {Prose.Named(dma)}.",
                    $"the page of {ended.Output} was freed at step {time}, before D started at step {dma.StartedTime}.",
                $"D reached it at step {stamped.Time}."));
            return;
        }
    }
}
