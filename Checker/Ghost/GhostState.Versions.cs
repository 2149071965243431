using System.Runtime.InteropServices;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <content>Versions of descriptors, and where they may still be cached.</content>
internal sealed partial class GhostState
{
    private readonly Pool<VersionState> _versions = new();
    private readonly Dictionary<(DomainId Domain, int Shift, ulong Page), int> _pages = [];
    private readonly Dictionary<ulong, List<int>> _tables = [];
    private readonly List<int> _outstanding = [];

    /// <summary>A version by number.</summary>
    public VersionState Version(int index) => _versions[index];

    /// <summary>Versions that were overwritten and may still be cached somewhere.</summary>
    public List<int> Outstanding => _outstanding;

    /// <summary>Newest version of a page; -1 for none. Go on with <see cref="NextOf"/>.</summary>
    public int FirstOf(DomainId domain, int shift, ulong page) =>
        _pages.TryGetValue((domain, shift, page), out var first) ? first : -1;

    /// <summary>The version of the same page before this one; -1 for none.</summary>
    public int NextOf(int index) => _versions[index].NextInPage;

    /// <summary>Versions that point to a table; null for none.</summary>
    public List<int>? PointingTo(Pa table) => _tables.GetValueOrDefault(table.Value);

    private void ResetVersions()
    {
        _versions.Reset();
        _pages.Clear();
        _tables.Clear();
        _outstanding.Clear();
    }

    private void Apply(DescriptorWritten written, long at)
    {
        if (!_domains.TryGetValue(written.Domain, out var domain)) return;
        var shift = DescriptorReading.ShiftOf(domain.Granule, written.Level);
        var page = written.Input.Value >> shift;
        var by = _operations.GetValueOrDefault(written.Operation);
        var (isLeaf, isTable) = (DescriptorReading.IsLeaf(written.New, written.Level), DescriptorReading.IsTable(written.New,
            written.Level));
        var live = LiveOf(domain, shift, page);
        if (live >= 0)
        {
            // What an unmap left behind and a map wants again is a new version, though nothing changes.
            var isKept = (isLeaf || isTable) && _versions[live].RevokedBy is null;
            if (isKept && IsSame(_versions[live], domain, written, shift, isTable)) return;
            Revoke(live, by, at);
            if (_versions[live].IsTable) RevokeBelow(_versions[live], by, at);
        }

        if (!isLeaf && !isTable) return;
        var index = _versions.Used;
        var version = _versions.Take().Start(domain, written, shift, at, isTable ? by : MappedBy(domain, written, shift, by));
        domain.Sizes |= 1UL << shift;
        domain.Versions.Add(index);
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_pages, (domain.Created.Domain, shift, page), out var exists);
        version.NextInPage = exists ? head : -1;
        head = index;
        if (!isTable) return;
        ref var pointing = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, version.Output, out _);
        (pointing ??= []).Add(index);
    }

    // A block that is split goes on as pages: who mapped it mapped them.
    private OperationState? MappedBy(DomainState domain, DescriptorWritten written, int shift, OperationState? by)
    {
        if (by?.Began.Kind != OperationKind.Unmap) return by;
        for (var larger = shift + 1; larger < 64; larger++)
        {
            if ((domain.Sizes >> larger & 1) == 0) continue;
            var block = LiveOf(domain, larger, written.Input.Value >> larger);
            if (block >= 0 && !_versions[block].IsTable) return _versions[block].WrittenBy;
        }

        return by;
    }

    private int LiveOf(DomainState domain, int shift, ulong page)
    {
        var index = FirstOf(domain.Created.Domain, shift, page);
        return index >= 0 && _versions[index].RevokedAt == 0 ? index : -1;
    }

    // An access flag, dirty state or attribute that changed makes no other translation.
    private static bool IsSame(VersionState live, DomainState domain, DescriptorWritten written, int shift, bool isTable) =>
        live.IsTable == isTable
        && live.Output == written.New.OutputAddress(isTable ? domain.Granule.PageShift : shift, DescriptorFormat.Bits48)
        && (isTable || live.Permissions == DescriptorReading.PermissionsOf(written.New, domain.IsStageTwo));

    private void Revoke(int index, OperationState? by, long at)
    {
        var version = _versions[index];
        (version.RevokedAt, version.HeldAt) = (at, version.Domain.Holds);
        if (version.RevokedBy is null) Charge(index, by);
        _outstanding.Add(index);
    }

    private void Charge(int index, OperationState? by)
    {
        var version = _versions[index];
        version.RevokedBy = by;
        if (by is null) return;
        version.NextRevoked = by.FirstRevoked;
        by.FirstRevoked = index;
    }

    // A table entry that is cleared takes everything below it along, and nobody writes those descriptors.
    private void RevokeBelow(VersionState table, OperationState? by, long at)
    {
        foreach (var index in table.Domain.Versions)
        {
            var version = _versions[index];
            if (version.RevokedAt == 0 && version.Level > table.Level && version.First >= table.First && version.Last <= table.Last)
                Revoke(index, by, at);
        }
    }

    // What an unmap should have taken away and did not counts as its own, if it was there before it began.
    private void Unmapped(DomainState domain, OperationState unmap)
    {
        var began = unmap.Began;
        if (began.IsDeferred) domain.Deferred.Add(unmap);
        if (began.SizeBytes == 0) return;
        var last = began.Iova.Value + (began.SizeBytes - 1);
        foreach (var index in domain.Versions)
        {
            var version = _versions[index];
            if (version.IsTable || version.First > last || version.Last < began.Iova.Value) continue;
            if (version.First < began.Iova.Value || version.Last > last)
            {
                if (version.WrittenBy is { EndedAt: > 0 } block && block.EndedAt < unmap.BeganAt)
                    version.Parts.Add((began.Iova.Value, last, unmap));
                continue;
            }

            var failed = version.RevokedBy is { EndedAt: > 0, Status: OperationStatus.Failed };
            var isOpen = failed || (version.RevokedBy is null && version.RevokedAt == 0);
            if (isOpen && version.WrittenBy is { EndedAt: > 0 } map && map.EndedAt < unmap.BeganAt) Charge(index, unmap);
        }
    }

    private void Invalidated(SmmuId smmu, in CommandSlot command, long at)
    {
        var any = false;
        foreach (var index in _outstanding)
        {
            var version = _versions[index];
            if (version.RevokedAt >= command.PublishedAt || version.Domain.TagAt(smmu) is not { } tag) continue;
            ref var gone = ref version.GoneAt[smmu.Value];
            if (version.Domain.IsNestParent && version.CombinedGoneAt[smmu.Value] == 0
                && CommandCoverage.CoversCombined(command.Command, tag.Vmid) && (IsBefore(gone, command) || IsAllOfVmid(command.Command)))
                version.CombinedGoneAt[smmu.Value] = at;
            if (gone == 0 && CommandCoverage.Covers(command.Command, version.CachedAs(tag))) gone = at;
            any |= gone == at;
        }

        if (any) Forget();
        Release(smmu, command);
    }

    private static bool IsBefore(long gone, in CommandSlot command) => gone != 0 && gone < command.PublishedAt;

    private static bool IsAllOfVmid(in Command command) => command.Opcode is CommandOpcode.TlbiS12Vmall or CommandOpcode.TlbiNsnhAll;

    // What left every cache needs no further look at: unless it may also be in an ATC, or combined with a guest's stage 1.
    private void Forget()
    {
        for (var at = _outstanding.Count - 1; at >= 0; at--)
        {
            var version = _versions[_outstanding[at]];
            if (_atcs.Count > 0 || version.Domain.IsNestParent || !IsGone(version)) continue;
            _outstanding[at] = _outstanding[^1];
            _outstanding.RemoveAt(_outstanding.Count - 1);
        }
    }

    private static bool IsGone(VersionState version)
    {
        foreach (var tag in version.Domain.Tags)
        {
            if (tag.Smmu.Value < MaxSmmus && version.GoneAt[tag.Smmu.Value] == 0) return false;
        }

        return true;
    }

    // A whole tag is clean: if nobody there has the domain, its SMMU holds nothing of it.
    private void Release(SmmuId smmu, in CommandSlot command)
    {
        foreach (var domain in _domains.Values)
        {
            if ((domain.Holds >> smmu.Value & 1) == 0 || domain.TagAt(smmu) is not { } tag) continue;
            if (!CommandCoverage.CoversTag(command.Command, tag.Regime, tag.Vmid, tag.Asid, domain.IsStageTwo)) continue;
            if (!HasAttachmentAt(domain.Created.Domain, smmu, command.PublishedAt)) domain.Holds &= ~(1UL << smmu.Value);
        }
    }

    private bool HasAttachmentAt(DomainId domain, SmmuId smmu, long at)
    {
        foreach (var list in Attachments.All)
        {
            foreach (var one in list)
            {
                if (one.Until == 0 && TablesOf(one.Domain) == domain && (one.LeavingFrom == 0 || one.LeavingFrom > at)
                    && (Attachments.SmmusOf(one.Device) >> smmu.Value & 1) != 0)
                    return true;
            }
        }

        return false;
    }

    // An ATC is clean of a version only if it could not be filled again from the TLB behind it.
    private void AtcInvalidated(SmmuId smmu, in CommandSlot command, long at)
    {
        var stream = command.Command.StreamID;
        var atc = AtcOf(smmu, stream);
        if (atc < 0) return;
        foreach (var index in _outstanding)
        {
            var version = _versions[index];
            if (version.AtcGoneAt(atc, null) != 0 || version.RevokedAt >= command.PublishedAt) continue;
            if (!IsBefore(version.GoneAt[smmu.Value], command)) continue;
            var isWhole = version.Domain.IsNestParent;
            var substream = command.Command.SSV ? command.Command.SubstreamID : (SubstreamId?)null;
            var covers = isWhole
                ? command.Command is { SSV: false, Size: >= Command.SizeAll }
                : CommandCoverage.CoversAtc(command.Command, stream, substream, version.First, version.Last);
            if (covers) version.GoneFromAtc(atc, substream, at);
        }
    }
}
