using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T7: a tag has one owner at a time, in caches too. Needs no DMA.</summary>
internal sealed class TagsAreClean() : Oracle(
    "T7",
    "A tag that goes back, or that a domain gets, is in no cache: since an entry with it was last in use, a CMD_SYNC completed behind an "
    + "invalidation of all of the tag.",
    "Linux arm-smmu-v3.c: any tag that is in no invalidation array is clean in the TLB",
    typeof(ConfigurationWritten), typeof(SyncCompleted), typeof(DomainTagged), typeof(TagsFreed))
{
    private readonly List<(DomainId Domain, DomainTagged Tag)> _held = [];

    /// <inheritdoc/>
    public override void Reset() => _held.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ConfigurationWritten written: Hold(written, ghost); break;
            case SyncCompleted completed when _held.Count > 0: Clean(completed, ghost); break;
            case DomainTagged tagged:
                foreach (var (domain, tag) in _held.Where(one => one.Domain != tagged.Domain && IsSame(one.Tag, tagged)))
                    Object(domain, tag, $"{tagged.Domain} got the same tag there at step {stamped.Time}", stamped, findings);
                break;
            case TagsFreed freed:
                foreach (var (domain, tag) in _held.Where(one => one.Domain == freed.Domain))
                    Object(domain, tag, $"its tags went back at step {stamped.Time}", stamped, findings);
                _held.RemoveAll(one => one.Domain == freed.Domain);
                break;
        }
    }

    // From the first store for an attachment on, the SMMU may walk the tables and keep what it finds.
    private void Hold(ConfigurationWritten written, GhostState ghost)
    {
        if (!ghost.Operations.TryGetValue(written.Operation, out var operation)) return;
        if (operation.Began.Kind is not (OperationKind.Attach or OperationKind.Replace)) return;
        var domain = ghost.TablesOf(operation.Began.Domain);
        if (!ghost.Domains.TryGetValue(domain, out var state) || state.TagAt(written.Smmu) is not { } tag) return;
        if (!_held.Contains((domain, tag))) _held.Add((domain, tag));
    }

    private void Clean(SyncCompleted completed, GhostState ghost)
    {
        if (ghost.Find(completed.Queue) is not { } queue) return;
        var end = queue.Unroll(completed.Slot);
        for (var slot = queue.Synced; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot != slot || command.IsLost || !CommandCoverage.IsTlbi(command.Command.Opcode)) continue;
            for (var index = _held.Count - 1; index >= 0; index--)
            {
                if (IsCleaned(_held[index].Domain, _held[index].Tag, completed.Queue.Smmu, command.Command, ghost)) _held.RemoveAt(index);
            }
        }
    }

    private static bool IsCleaned(DomainId domain, DomainTagged tag, SmmuId smmu, in Command command, GhostState ghost) =>
        tag.Smmu == smmu
        && CommandCoverage.CoversTag(command, tag.Regime, tag.Vmid, tag.Asid, ghost.Domains[domain].IsStageTwo)
        && (ghost.Attachments.SettledAt(domain, ghost.TablesOf) >> smmu.Value & 1) == 0;

    private static bool IsSame(DomainTagged one, DomainTagged other) =>
        (one.Smmu, one.Regime, one.Asid, one.Vmid) == (other.Smmu, other.Regime, other.Asid, other.Vmid);

    private void Object(DomainId domain, DomainTagged tag, string but, in StampedEvent stamped, Findings findings)
    {
        var name = tag.Asid == default ? $"VMID {tag.Vmid}" : $"ASID {tag.Asid}";
        findings.Add(this, stamped, Prose.Plain(
            $"t = {name} of {tag.Smmu}, the tag of {domain}.",
            $"{domain} was in use there, and no CMD_SYNC has completed since behind a command that takes all of t away.", $"{but}."));
    }
}
