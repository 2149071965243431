using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Machine;

/// <summary>The physical addresses at which a write is an interrupt (the translation register page of a GIC ITS).</summary>
/// <param name="Base">First address.</param>
/// <param name="SizeBytes">0 where the machine has no doorbell.</param>
public readonly record struct DoorbellRange(Pa Base, ulong SizeBytes)
{
    /// <summary>True if a write there rings.</summary>
    public bool Contains(Pa address) => address.Value - Base.Value < SizeBytes;
}
