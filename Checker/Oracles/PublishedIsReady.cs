using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
