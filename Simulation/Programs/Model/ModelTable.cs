using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>Where a table starts and how addresses index it (DDI 0487 D8.2).</summary>
/// <param name="Base">TTB, unaligned as it was written.</param>
/// <param name="InputBits">64 - TxSZ.</param>
/// <param name="OutputBits">Effective IPS or S2PS.</param>
/// <param name="PageShift">log2 of the granule.</param>
/// <param name="StartLevel">First level.</param>
internal readonly record struct ModelTable(ulong Base, int InputBits, int OutputBits, int PageShift, int StartLevel)
{
    /// <summary>Address bits that a full table resolves.</summary>
    public int Stride => PageShift - 3;

    /// <summary>Bits below what one descriptor of a level maps.</summary>
    public int Shift(int level) => PageShift + ((3 - level) * Stride);

    /// <summary>Offset of the descriptor in its table.</summary>
    public ulong Offset(int level, ulong input)
    {
        var bits = level == StartLevel ? InputBits - Shift(level) : Stride;
        return ((input >> Shift(level)) & ((1UL << bits) - 1)) * 8;
    }

    /// <summary>
    /// Bits of <see cref="Base"/> that count as zero: those of the offset. A shift counts modulo 64 there as it does here, which matters
    /// where a start level has nothing to resolve.
    /// </summary>
    public ulong StartMask => (1UL << (InputBits - Shift(StartLevel) + 3)) - 1;

    /// <summary>Address in a descriptor.</summary>
    public static ulong Address(Descriptor descriptor, int shift) => descriptor.Raw & 0x0000_ffff_ffff_ffff & ~((1UL << shift) - 1);

    /// <summary>True if an address is beyond the output size.</summary>
    public bool Exceeds(ulong address) => address >> OutputBits != 0;

    /// <summary>True where a block may stand.</summary>
    public bool AllowsBlock(int level) => level == 2 || (level == 1 && PageShift == 12);

    /// <summary>log2 of a granule; null if the encoding is reserved.</summary>
    public static int? PageShiftOf(Tg0 granule) => granule switch { Tg0.K4 => 12, Tg0.K64 => 16, Tg0.K16 => 14, _ => null };

    /// <summary>log2 of a granule; null if the encoding is reserved.</summary>
    public static int? PageShiftOf(Tg1 granule) => granule switch { Tg1.K4 => 12, Tg1.K64 => 16, Tg1.K16 => 14, _ => null };

    /// <summary>Bits of an address size, at most those of the SMMU.</summary>
    public static int BitsOf(AddressSize size, int outputAddressBits) => Math.Min(outputAddressBits, size switch
    {
        AddressSize.Bits32 => 32,
        AddressSize.Bits36 => 36,
        AddressSize.Bits40 => 40,
        AddressSize.Bits42 => 42,
        AddressSize.Bits44 => 44,
        AddressSize.Bits48 => 48,
        _ => 52,
    });
}
