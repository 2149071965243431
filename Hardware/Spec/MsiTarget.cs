namespace ActorIommu.Hardware.Spec;

/// <summary>Where an interrupt is written when it is an MSI (IHI 0070 3.18).</summary>
/// <param name="Address">0 means that the interrupt is a wire.</param>
/// <param name="Data">The word that is written.</param>
public readonly record struct MsiTarget(Pa Address, uint Data)
{
    /// <summary>True if the interrupt is a memory write.</summary>
    public bool IsMsi => Address.Value != 0;
}
