namespace ActorIommu.Actors.Domains;

/// <summary>Neighbouring leaves of one size whose change is invalidated at once (Linux: iommu_iotlb_gather).</summary>
/// <param name="Address">First address.</param>
/// <param name="SizeBytes">0: nothing.</param>
/// <param name="LeafBytes">Size of each leaf.</param>
internal readonly record struct Gather(ulong Address, ulong SizeBytes, ulong LeafBytes)
{
    public bool IsEmpty => SizeBytes == 0;

    /// <summary>True if a leaf can be invalidated together with what is there.</summary>
    public bool Takes(ulong address, ulong leafBytes) => IsEmpty || (leafBytes == LeafBytes && address == Address + SizeBytes);

    public Gather With(ulong address, ulong leafBytes) =>
        IsEmpty ? new Gather(address, leafBytes, leafBytes) : this with { SizeBytes = SizeBytes + leafBytes };

    /// <summary>What is to be invalidated; without their level where it is not known, and then tables may have changed as well.</summary>
    public InvalidationRange Range(DomainTable table) => new(Address, SizeBytes, LeafBytes, table.Shape.Granule, table.KnowsLevels);
}
