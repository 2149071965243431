using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Vmm;

/// <summary>
/// A guest's memory as its own processors see it: its physical addresses are IPAs. It is one piece of the machine's memory, which
/// the guest's stage 2 maps for devices, too.
/// </summary>
/// <param name="machine">The memory of the machine.</param>
/// <param name="first">The guest's first address.</param>
/// <param name="physical">Where it is in the machine.</param>
/// <param name="sizeBytes">How much there is.</param>
public sealed class GuestMemory(IPhysicalMemory machine, Pa first, Pa physical, ulong sizeBytes) : IPhysicalMemory
{
    /// <inheritdoc/>
    public bool TryRead64(Pa address, out ulong value)
    {
        value = 0;
        return IsThere(address) && machine.TryRead64(Of(address), out value);
    }

    /// <inheritdoc/>
    public bool TryWrite64(Pa address, ulong value) => IsThere(address) && machine.TryWrite64(Of(address), value);

    /// <inheritdoc/>
    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        observed = 0;
        return IsThere(address) && machine.TryCompareExchange64(Of(address), expected, replacement, out observed);
    }

    private bool IsThere(Pa address) => address.Value - first.Value < sizeBytes;

    private Pa Of(Pa address) => new(address.Value - first.Value + physical.Value);
}
