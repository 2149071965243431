using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>One value of one descriptor: from the store that wrote it until nothing can use it any more.</summary>
internal sealed class VersionState
{
    // Since when an ATC has no entry of any PASID, and since when none of one PASID; 0 and absent for not yet.
    private readonly long[] _atcs = new long[GhostState.MaxAtcs];
    private readonly Dictionary<(int Atc, SubstreamId Pasid), long> _pasids = [];

    /// <summary>Whose table.</summary>
    public DomainState Domain { get; private set; } = null!;

    /// <summary>First input address.</summary>
    public ulong First { get; private set; }

    /// <summary>log2 of the bytes that it translates.</summary>
    public int Shift { get; private set; }

    /// <summary>Last input address.</summary>
    public ulong Last => First + ((1UL << Shift) - 1);

    /// <summary>Level of the descriptor.</summary>
    public int Level { get; private set; }

    /// <summary>A table descriptor, else a leaf.</summary>
    public bool IsTable { get; private set; }

    /// <summary>Output address, or the table that it points to.</summary>
    public ulong Output { get; private set; }

    /// <summary>What the leaf permits.</summary>
    public Permissions Permissions { get; private set; }

    /// <summary>Stage 1 with nG = 0.</summary>
    public bool IsGlobal { get; private set; }

    /// <summary>When it was written: its name.</summary>
    public long WrittenAt { get; private set; }

    /// <summary>Who wrote it, if known.</summary>
    public OperationState? WrittenBy { get; private set; }

    /// <summary>When it was overwritten; 0 while a walk can find it.</summary>
    public long RevokedAt { get; internal set; }

    /// <summary>The operation that takes it away, if known; also one that should have and did not.</summary>
    public OperationState? RevokedBy { get; internal set; }

    /// <summary>Parts of a block that unmaps took out of it, each with its first and last address.</summary>
    internal List<(ulong First, ulong Last, OperationState By)> Parts { get; } = [];

    /// <summary>The SMMUs that could have cached it when it was overwritten, as bits.</summary>
    public ulong HeldAt { get; internal set; }

    /// <summary>By SMMU: since when its own entries are gone; 0 for not yet.</summary>
    public long[] GoneAt { get; } = new long[GhostState.MaxSmmus];

    /// <summary>By SMMU, nest parents: since when entries that combine both stages are gone; 0 for not yet.</summary>
    public long[] CombinedGoneAt { get; } = new long[GhostState.MaxSmmus];

    /// <summary>Next of the same input page and size.</summary>
    internal int NextInPage { get; set; }

    /// <summary>Next that the same operation revoked.</summary>
    public int NextRevoked { get; internal set; }

    /// <summary>Since when an ATC keeps nothing of it for accesses with this PASID, or without one; 0 for not yet.</summary>
    public long AtcGoneAt(int atc, SubstreamId? substream)
    {
        var of = substream is { } pasid ? _pasids.GetValueOrDefault((atc, pasid)) : 0;
        return of != 0 ? of : _atcs[atc];
    }

    /// <summary>An ATC keeps nothing of it any more: for one PASID, or for all accesses if there is none.</summary>
    internal void GoneFromAtc(int atc, SubstreamId? substream, long at)
    {
        if (substream is { } pasid) _pasids.TryAdd((atc, pasid), at);
        else _atcs[atc] = at;
    }

    internal VersionState Start(DomainState domain, DescriptorWritten written, int shift, long at, OperationState? by)
    {
        (Domain, First, Shift, Level) = (domain, written.Input.Value & ~((1UL << shift) - 1), shift, written.Level);
        (WrittenAt, WrittenBy, RevokedAt, RevokedBy, HeldAt) = (at, by, 0, null, 0);
        IsTable = DescriptorReading.IsTable(written.New, written.Level);
        Output = written.New.OutputAddress(IsTable ? domain.Granule.PageShift : shift, DescriptorFormat.Bits48);
        IsGlobal = !domain.IsStageTwo && !written.New.NG && !IsTable;
        Permissions = DescriptorReading.PermissionsOf(written.New, domain.IsStageTwo);
        Parts.Clear();
        Array.Clear(GoneAt);
        Array.Clear(CombinedGoneAt);
        Array.Clear(_atcs);
        _pasids.Clear();
        (NextInPage, NextRevoked) = (-1, -1);
        return this;
    }

    /// <summary>What a cache holds of it, under the domain's tag at an SMMU.</summary>
    public CachedDescriptor CachedAs(DomainTagged tag) => new(
        tag.Regime, tag.Vmid, tag.Asid, IsGlobal, Domain.IsStageTwo, IsTable, First, Last, Level, Domain.Granule);

    /// <summary>True if the leaf lets the access through.</summary>
    public bool Permits(in AccessAttributes access) => access.IsWrite ? Permissions.Write : Permissions.Read;
}

/// <summary>The checker's own reading of descriptors (DDI 0487 D8), as far as it needs one.</summary>
internal static class DescriptorReading
{
    /// <summary>A table descriptor at this level.</summary>
    public static bool IsTable(Descriptor descriptor, int level) => level < 3 && descriptor.Kind == DescriptorKind.TableOrPage;

    /// <summary>A block or page at this level.</summary>
    public static bool IsLeaf(Descriptor descriptor, int level) =>
        descriptor.Kind == (level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block);

    /// <summary>
    /// What a leaf permits to some access: privileged ones included, and writes that hardware's dirty state makes possible, so that
    /// nothing legal is taken for illegal.
    /// </summary>
    public static Permissions PermissionsOf(Descriptor leaf, bool isStageTwo)
    {
        if (isStageTwo)
        {
            return new Permissions(
                leaf.S2AP is Stage2Access.Read or Stage2Access.ReadWrite,
                leaf.S2AP is Stage2Access.Write or Stage2Access.ReadWrite || leaf.DBM);
        }

        return new Permissions(true, leaf.AP is Stage1Access.ReadWrite or Stage1Access.PrivilegedReadWrite || leaf.DBM);
    }

    /// <summary>log2 of what a descriptor at this level translates.</summary>
    public static int ShiftOf(Granule granule, int level) => granule.PageShift + ((3 - level) * granule.IndexBits);
}
