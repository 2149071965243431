// Not modelled: level -1 and 52-bit 4K and 16K tables (DS), VMSAv9-128, nT (BBML 2 ignores it).
using System.Runtime.CompilerServices;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>
/// The geometry of one translation table, of either stage: where it begins and which address bits index each level
/// (DDI 0487 D8.2). Levels are 0 to 3.
/// </summary>
/// <param name="Base">Address of the first-level table: an IPA for stage 1 below a stage 2, else a PA.</param>
/// <param name="InputBits">Input addresses are 0 to 2^InputBits - 1 (64 - TxSZ).</param>
/// <param name="OutputBits">Output addresses, of tables too, are 0 to 2^OutputBits - 1.</param>
/// <param name="Granule">Granule of every level.</param>
/// <param name="StartLevel">Level of the first-level table; with concatenation it has more entries than a granule holds.</param>
/// <param name="HasHighBits">64K granule where OAS is 52: descriptors hold address bits [51:48], whatever OutputBits is.</param>
public sealed record TranslationTable(
    ulong Base, byte InputBits, byte OutputBits, Granule Granule, byte StartLevel, bool HasHighBits = false)
{
    /// <summary>The level at which a stage 1 walk of <paramref name="inputBits"/> starts (D8.2.3): as few levels as resolve them.</summary>
    public static byte StageOneStartLevel(int inputBits, Granule granule)
    {
        var stride = granule.IndexBits;
        return (byte)Math.Max(0, 4 - Math.Max(1, (inputBits - granule.PageShift + stride - 1) / stride));
    }

    /// <summary>log2 of the bytes that one entry of <paramref name="level"/> maps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Log2Size(int level) => Granule.PageShift + ((3 - level) * Granule.IndexBits);

    /// <summary>log2 of the bytes of a contiguous group of leaves of <paramref name="level"/> (D8.7.1); 0 where there are none.</summary>
    public int ContiguousLog2Size(int level) => (Granule, level) switch
    {
        (Granule.K4, 1 or 2 or 3) => Log2Size(level) + 4,
        (Granule.K16, 3) => Log2Size(level) + 7,
        (Granule.K16 or Granule.K64, 2) or (Granule.K64, 3) => Log2Size(level) + 5,
        _ => 0,
    };

    /// <summary>The address of the descriptor that maps <paramref name="input"/> at <see cref="StartLevel"/>.</summary>
    public ulong StartDescriptor(ulong input)
    {
        // D8.2.5: the base is aligned to the size of the first-level table, bits below are taken as zero. 5.4, TTB0: at
        // least 64 bytes with 52 output bits.
        var shift = Log2Size(StartLevel);
        var indexBits = Math.Max(InputBits - shift, 1);
        var index = (input & Low(InputBits)) >> shift;
        return (Base & ~Low(Math.Max(indexBits + 3, OutputBits == 52 ? 6 : 0))) | (index << 3);
    }

    /// <summary>The address of the descriptor that maps <paramref name="input"/> in a table below the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Descriptor(ulong table, int level, ulong input) =>
        table | (((input >> Log2Size(level)) & Low(Granule.IndexBits)) << 3);

    /// <summary>
    /// True where a block descriptor may stand (D8.3.1): 4K at levels 1 and 2, 16K at level 2, 64K at level 2, and at
    /// level 1 of 64K where physical addresses have 52 bits.
    /// </summary>
    public bool AllowsBlock(int level) => level == 2 || (level == 1 && (Granule == Granule.K4 || HasHighBits));

    /// <summary>
    /// The address that a descriptor holds, bits [47:low]; with a 64K granule and an OAS of 52, bits [15:12] are
    /// address bits [51:48] (D8.3.1), which a smaller IPS or S2PS makes an Address Size fault.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong OutputAddress(ulong descriptor, int log2Size)
    {
        var address = descriptor & 0x0000_ffff_ffff_ffff & ~Low(log2Size);
        return HasHighBits ? address | ((descriptor & 0xf000) << 36) : address;
    }

    /// <summary>True if an output address is beyond the configured size: an Address Size fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ExceedsOutput(ulong address) => address >> OutputBits != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(int bits) => (1UL << bits) - 1;
}
