namespace ActorIommu.Simulation.Captures;

/// <summary>The record kinds, numbered as in the file.</summary>
public enum CaptureRecordKind : byte
{
    /// <summary>The driver wrote a register. Everything that the write caused follows it.</summary>
    MmioWrite = 1,

    /// <summary>The driver read a register and got this value.</summary>
    MmioRead = 2,

    /// <summary>Guest memory that changed since the record before.</summary>
    Memory = 3,

    /// <summary>A command as it was consumed. Redundant: the same bytes are in memory.</summary>
    Command = 4,

    /// <summary>A DMA was answered.</summary>
    Translation = 5,

    /// <summary>An event record was written; a DMA that is not recorded otherwise caused it.</summary>
    Event = 6,

    /// <summary>An interrupt was raised.</summary>
    Interrupt = 7,

    /// <summary>SMMU_GERROR changed.</summary>
    GlobalError = 8,

    /// <summary>Time passed.</summary>
    Time = 10,
}
