using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T10: break before make.</summary>
internal sealed class BreakBeforeMake(Func<JudgeOptions> options) : Oracle(
    "T10",
    "Between two valid descriptors of different size or output for an address stands an invalid one and its completed invalidation.",
    "DDI 0487 D8.16; IHI 0070 3.20.1",
    typeof(DescriptorWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var written = (DescriptorWritten)stamped.Event;
        if (options().SizesMayChange || ghost.SizesMayChange == true || !ghost.Domains.TryGetValue(written.Domain, out var domain)) return;
        var (oldLeaf, oldTable) = Kinds(written.Old, written.Level);
        var (newLeaf, newTable) = Kinds(written.New, written.Level);
        if (!newLeaf && !newTable) return;
        var shift = DescriptorReading.ShiftOf(domain.Granule, written.Level);
        if ((oldLeaf && newTable) || (oldTable && newLeaf) || (oldLeaf && newLeaf && Output(written.Old, shift) != Output(written.New,
            shift)))
        {
            findings.Add(this, stamped, Prose.Plain(
                $"w = the store of {written.Operation} to descriptor {written.Index} of table {written.Table} in {written.Domain}.",
                $"before w the descriptor was a valid {(oldLeaf ? "leaf" : "table")} for {written.Input}.",
                $"w made it another valid {(newLeaf ? "leaf" : "table")} at step {stamped.Time}, with nothing invalid in between."));
        }
        else if (newLeaf && Conflicting(written, shift, domain, ghost) is { } old)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"v = {Prose.Described(old)}.",
                    $"v was overwritten at event {old.RevokedAt}, and its invalidation is not complete everywhere.",
                $"{written.Operation} wrote a leaf of 2^{shift} bytes for {written.Input} at step {stamped.Time}: "
                    + "both sizes can be cached."));
        }
    }

    private static VersionState? Conflicting(DescriptorWritten written, int shift, DomainState domain, GhostState ghost)
    {
        var (first, last) = (written.Input.Value, written.Input.Value + ((1UL << shift) - 1));
        foreach (var index in ghost.Outstanding)
        {
            var version = ghost.Version(index);
            if (version.Domain != domain || version.IsTable || version.Shift == shift || version.First > last
                || first > version.Last) continue;
            var held = version.HeldAt & domain.Holds;
            for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
            {
                if ((held >> smmu & 1) != 0 && version.GoneAt[smmu] == 0) return version;
            }
        }

        return null;
    }

    private static (bool Leaf, bool Table) Kinds(Descriptor descriptor, int level) =>
        (DescriptorReading.IsLeaf(descriptor, level), DescriptorReading.IsTable(descriptor, level));

    private static ulong Output(Descriptor descriptor, int shift) => descriptor.OutputAddress(shift, DescriptorFormat.Bits48);
}
