namespace ActorIommu.Hardware.Caches;

/// <summary>
/// The entries of one tag: an intrusive list through the IOTLB's slots and a count per entry size. A configuration keeps
/// a reference to its spaces, so that a lookup never hashes the tag, and an invalidation walks only what it may remove.
/// </summary>
internal sealed class TlbSpace(TlbTag tag, uint id)
{
    private readonly int[] _countBySize = new int[64];

    public TlbTag Tag { get; } = tag;

    /// <summary>It is found by its tag; one that is not holds nothing, and whoever kept it misses there.</summary>
    public bool IsRegistered { get; set; }

    /// <summary>Mixed into the hash of every entry of this space.</summary>
    public uint Id { get; } = id;

    /// <summary>First slot of the list, -1 if empty.</summary>
    public int Head { get; set; } = -1;

    public int Count { get; private set; }

    /// <summary>Bit n is set while an entry of 2^n bytes exists: the sizes that a lookup has to probe.</summary>
    public ulong Sizes { get; private set; }

    public void Added(int log2Size)
    {
        Count++;
        _countBySize[log2Size]++;
        Sizes |= 1UL << log2Size;
    }

    public void Removed(int log2Size)
    {
        Count--;
        if (--_countBySize[log2Size] == 0) Sizes &= ~(1UL << log2Size);
    }
}
