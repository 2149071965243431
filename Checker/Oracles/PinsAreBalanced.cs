using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O8: pins are given back.</summary>
internal sealed class PinsAreBalanced() : Oracle(
    "O8",
    "A page is unpinned only while it is pinned, and when the last context is closed none is.",
    "Linux iommufd/pages.c; the first hidden assertion of its selftests",
    typeof(PagePinned), typeof(PageUnpinned), typeof(ContextClosed))
{
    private readonly SortedDictionary<Pa, int> _pins = [];

    /// <inheritdoc/>
    public override void Reset() => _pins.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case PagePinned pinned:
                _pins[pinned.Page] = _pins.GetValueOrDefault(pinned.Page) + 1;
                break;
            case PageUnpinned { Page: var page } when !_pins.ContainsKey(page):
                findings.Add(this, stamped, Prose.Plain(
                    $"p = {page}.", "p was not pinned.", $"p was unpinned at step {stamped.Time}."));
                break;
            case PageUnpinned { Page: var page }:
                if (--_pins[page] == 0) _pins.Remove(page);
                break;
            case ContextClosed { Others: 0 } when _pins.Count != 0:
                findings.Add(this, stamped, Prose.Plain(
                    $"p = {_pins.Keys.First()}.", $"the last context was closed at step {stamped.Time}.",
                    $"p and {_pins.Count - 1} other pages were still pinned."));
                break;
        }
    }
}
