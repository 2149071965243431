using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>One access as a client device presents it to the SMMU (IHI 0070 3.1, 3.2).</summary>
/// <param name="Stream">Whose access it is.</param>
/// <param name="Address">The 64-bit input address, unmodified.</param>
/// <param name="Access">Read or write, instruction, privilege; before the overrides of the STE.</param>
/// <param name="Substream">The SubstreamID (a PASID on PCIe), null when none was supplied (SSV = 0).</param>
public readonly record struct Transaction(StreamId Stream, Iova Address, AccessAttributes Access, SubstreamId? Substream = null)
{
    /// <summary>What is asked for; of a Translation Request, <see cref="Access"/> says !NW, Exe and Priv.</summary>
    public TransactionKind Kind { get; init; }
}
