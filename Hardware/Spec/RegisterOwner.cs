namespace ActorIommu.Hardware.Spec;

/// <summary>Which part of an SMMU holds a register: queue indexes live with their queue, all else in the register file.</summary>
public enum RegisterOwner : byte
{
    /// <summary>The register file.</summary>
    RegisterFile,

    /// <summary>CMDQ_PROD, CMDQ_CONS.</summary>
    CommandQueue,

    /// <summary>EVENTQ_PROD, EVENTQ_CONS (page 1).</summary>
    EventQueue,

    /// <summary>PRIQ_PROD, PRIQ_CONS (page 1).</summary>
    PageRequestQueue,
}
