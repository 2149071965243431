using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T8 the other way round: an ATC that was invalidated too early, or not at all.</summary>
internal sealed class AtcIsTold() : Oracle(
    "T8-told",
    "When an unmap returns, every ATC that may hold what it removed was invalidated after the TLB behind it.",
    "Linux arm-smmu-v3.c: arm_smmu_domain_inv_range, phase ATS",
    typeof(OperationEnded), typeof(AtsChanged))
{
    private readonly HashSet<(SmmuId, StreamId)> _on = [];

    /// <inheritdoc/>
    public override void Reset() => _on.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is AtsChanged changed)
        {
            if (changed.IsEnabled) _on.Add((changed.Smmu, changed.Stream));
            else _on.Remove((changed.Smmu, changed.Stream));
            return;
        }

        var ended = (OperationEnded)stamped.Event;
        if (_on.Count == 0 || ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation,
            out var unmap)) return;
        if (unmap.Began is not { Kind: OperationKind.Unmap, IsDeferred: false } || unmap.LostCommand) return;
        foreach (var (smmu, stream) in _on)
        {
            var substreams = SettledAt(smmu, stream, unmap, ghost);
            for (var index = unmap.FirstRevoked; index >= 0 && substreams.Count > 0; index = ghost.Version(index).NextRevoked)
            {
                var version = ghost.Version(index);
                if (version.IsTable || version.GoneAt[smmu.Value] == 0) continue;
                var atc = ghost.AtcOf(smmu, stream);
                if (substreams.TrueForAll(substream => version.AtcGoneAt(atc, substream) != 0)) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"U = {Prose.Named(unmap.Began)}, and v = {Prose.Described(version)}.",
                    $"stream {stream} of {smmu} has ATS on and the domain attached, and the TLB of {smmu} was clean at event "
                        + $"{version.GoneAt[smmu.Value]}.",
                    $"U returned at step {stamped.Time} without a completed CMD_ATC_INV after that which covers v."));
                return;
            }
        }
    }

    // The PASIDs that have the domain, and null if it is there without one.
    private static List<SubstreamId?> SettledAt(SmmuId smmu, StreamId stream, OperationState unmap, GhostState ghost)
    {
        var substreams = new List<SubstreamId?>();
        foreach (var (substream, list) in ghost.Attachments.At(smmu, stream))
        {
            var isThere = list.Exists(one => one is { Until: 0, LeavingFrom: 0, Since: > 0 } && one.Since < unmap.BeganAt
                && ghost.TablesOf(one.Domain) == unmap.Began.Domain);
            if (isThere) substreams.Add(substream);
        }

        return substreams;
    }
}
