using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Memory;

/// <summary>
/// The system's physical address space as an SMMU's own accesses see it: 64-bit words, each read and written as one
/// (IHI 0070 3.21.3 promises single-copy atomicity of an aligned doubleword and no more).
/// </summary>
public interface IPhysicalMemory
{
    /// <summary>Reads the doubleword that contains <paramref name="address"/>; false is an external abort.</summary>
    bool TryRead64(Pa address, out ulong value);

    /// <summary>Writes the doubleword that contains <paramref name="address"/>; false is an external abort.</summary>
    bool TryWrite64(Pa address, ulong value);

    /// <summary>
    /// Writes <paramref name="replacement"/> if the doubleword holds <paramref name="expected"/>, as one access;
    /// <paramref name="observed"/> is what it held. False is an external abort.
    /// </summary>
    bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed);

    /// <summary>
    /// Makes whole doublewords 0, one after the other, and writes none that is; false is an external abort, and may leave a part.
    /// </summary>
    bool TryClear(Pa address, ulong lengthBytes)
    {
        for (var offset = 0UL; offset < lengthBytes; offset += 8)
        {
            var there = new Pa(address.Value + offset);
            if (!TryRead64(there, out var word) || (word != 0 && !TryWrite64(there, 0))) return false;
        }

        return true;
    }
}
