namespace ActorIommu.Actors.Drivers;

/// <summary>
/// What producers of one command queue agree on in one doubleword (Linux: arm_smmu_ll_queue): the next slot that is free, and how far
/// the hardware was when somebody last looked. A producer allocates by a compare-and-swap of both.
/// </summary>
/// <param name="Producer">Index, wrap, and bit 31: a producer is gathering the slots behind its own.</param>
/// <param name="Consumer">Index and wrap.</param>
internal readonly record struct QueueHead(uint Producer, uint Consumer)
{
    private const uint Owned = 1u << 31;

    public static QueueHead Read(ulong raw) => new((uint)raw, (uint)(raw >> 32));

    public ulong Raw => ((ulong)Consumer << 32) | Producer;

    /// <summary>Somebody will publish what is allocated now.</summary>
    public bool IsOwned => (Producer & Owned) != 0;

    /// <summary>Index and wrap of the next slot.</summary>
    public uint Next => Producer & ~Owned;

    public QueueHead AsOwned => this with { Producer = Producer | Owned };

    public QueueHead AsFree => this with { Producer = Next };
}
