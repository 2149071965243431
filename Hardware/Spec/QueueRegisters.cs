namespace ActorIommu.Hardware.Spec;

/// <summary>SMMU_CMDQ_BASE, SMMU_EVENTQ_BASE and SMMU_PRIQ_BASE: where a queue is.</summary>
/// <param name="Raw">Bits [63:0].</param>
[SpecStructure("CMDQ_BASE", "EVENTQ_BASE", "PRIQ_BASE")]
public readonly record struct QueueBase(ulong Raw)
{
    /// <summary>log2 of the number of entries; more than IDR1 says is taken as what IDR1 says.</summary>
    [Bits(4, 0)] public byte LOG2SIZE { get => (byte)Raw.Bits(4, 0); init => Raw = Raw.WithBits(4, 0, value); }

    /// <summary>Physical address, bits [55:5]; bits below the queue size are ignored.</summary>
    [AddressBits(55, 5)] public ulong ADDR { get => Raw.AddressBits(55, 5); init => Raw = Raw.WithAddressBits(55, 5, value); }

    /// <summary>Allocation hint: read-allocate of CMDQ, write-allocate of the others.</summary>
    [SpecField("RA", "CMDQ_BASE")]
    [SpecField("WA", "EVENTQ_BASE", "PRIQ_BASE")]
    [Bits(62)] public bool RA { get => Raw.Bit(62); init => Raw = Raw.WithBit(62, value); }
}

/// <summary>SMMU_CMDQ_PROD.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQ_PROD")]
public readonly record struct CmdqProd(uint Raw)
{
    /// <summary>Write index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint WR { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }
}

/// <summary>SMMU_CMDQ_CONS.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("CMDQ_CONS")]
public readonly record struct CmdqCons(uint Raw)
{
    /// <summary>Read index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint RD { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }

    /// <summary>Why consumption stopped; counts while GERROR.CMDQ_ERR is active.</summary>
    [Bits(30, 24)] public CommandError ERR { get => (CommandError)Raw.Bits(30, 24); init => Raw = Raw.WithBits(30, 24, (uint)value); }
}

/// <summary>SMMU_EVENTQ_PROD and SMMU_PRIQ_PROD.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("EVENTQ_PROD", "PRIQ_PROD")]
public readonly record struct EventqProd(uint Raw)
{
    /// <summary>Write index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint WR { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }

    /// <summary>Overflow flag: records were lost while it differs from OVACKFLG.</summary>
    [Bits(31)] public bool OVFLG { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}

/// <summary>SMMU_EVENTQ_CONS and SMMU_PRIQ_CONS.</summary>
/// <param name="Raw">Bits [31:0].</param>
[SpecStructure("EVENTQ_CONS", "PRIQ_CONS")]
public readonly record struct EventqCons(uint Raw)
{
    /// <summary>Read index, bits [LOG2SIZE-1:0], and wrap flag, bit LOG2SIZE.</summary>
    [Bits(19, 0)] public uint RD { get => Raw.Bits(19, 0); init => Raw = Raw.WithBits(19, 0, value); }

    /// <summary>Acknowledges OVFLG.</summary>
    [Bits(31)] public bool OVACKFLG { get => Raw.Bit(31); init => Raw = Raw.WithBit(31, value); }
}
