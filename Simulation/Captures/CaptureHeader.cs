namespace ActorIommu.Simulation.Captures;

/// <summary>What the recorder says about itself and about the machine that it recorded.</summary>
public sealed record CaptureHeader
{
    /// <summary>Version of QEMU.</summary>
    public required string Qemu { get; init; }

    /// <summary>QEMU's machine type with its options.</summary>
    public required string Machine { get; init; }

    /// <summary>The kernel that ran.</summary>
    public required string Kernel { get; init; }

    /// <summary>First address of RAM.</summary>
    public required ulong RamBase { get; init; }

    /// <summary>Bytes of RAM.</summary>
    public required ulong RamSizeBytes { get; init; }

    /// <summary>Address of the SMMU's register page 0.</summary>
    public required ulong SmmuBase { get; init; }

    /// <summary>Identification registers by name (IDR0, IDR1, ...). One that is absent was not recorded.</summary>
    public required IReadOnlyDictionary<string, uint> IdRegisters { get; init; }
}
