namespace ActorIommu.Hardware.Spec;

/// <summary>StreamID: whose traffic this is at one SMMU; the index into its stream table (IHI 0070 section 3.2).</summary>
/// <param name="Value">The identifier, IDR1.SIDSIZE bits.</param>
public readonly record struct StreamId(uint Value) : IComparable<StreamId>
{
    /// <inheritdoc/>
    public int CompareTo(StreamId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>A guest's StreamID on its virtual SMMU; the host maps it to a <see cref="StreamId"/>.</summary>
/// <param name="Value">The identifier.</param>
public readonly record struct VirtualStreamId(uint Value) : IComparable<VirtualStreamId>
{
    /// <inheritdoc/>
    public int CompareTo(VirtualStreamId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"v0x{Value:x}";
}

/// <summary>SubstreamID (PASID at the PCIe edge): which context of a stream; whether there is one (SSV) is told separately.</summary>
/// <param name="Value">The identifier, at most 20 bits.</param>
public readonly record struct SubstreamId(uint Value) : IComparable<SubstreamId>
{
    /// <inheritdoc/>
    public int CompareTo(SubstreamId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>Address space identifier: the TLB tag of a stage 1 context.</summary>
/// <param name="Value">The identifier; 8 bits of it count when IDR0.ASID16 is 0.</param>
public readonly record struct Asid(ushort Value) : IComparable<Asid>
{
    /// <inheritdoc/>
    public int CompareTo(Asid other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>Virtual machine identifier: the TLB tag of a stage 2 context.</summary>
/// <param name="Value">The identifier; 8 bits of it count when IDR0.VMID16 is 0.</param>
public readonly record struct Vmid(ushort Value) : IComparable<Vmid>
{
    /// <inheritdoc/>
    public int CompareTo(Vmid other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}

/// <summary>A transaction that stalled, for who waits for its answer; the same however often it is retried. Not its STAG.</summary>
/// <param name="Value">Counts up from 1 in each SMMU; never reused.</param>
public readonly record struct StallId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"stall#{Value}";
}
