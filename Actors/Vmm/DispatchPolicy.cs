namespace ActorIommu.Actors.Vmm;

/// <summary>Which viommus a virtual SMMU sends a TLB invalidation to. A command that names a device goes to that device's.</summary>
public enum DispatchPolicy : byte
{
    /// <summary>To all of them.</summary>
    Broadcast,

    /// <summary>To those that may hold something of the command's ASID; without an ASID to all of them.</summary>
    AsidList,

    /// <summary>The guest has a virtual SMMU for each viommu, and its driver decides itself.</summary>
    PerInstance,
}
