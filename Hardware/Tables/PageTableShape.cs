// Not modelled: VMSAv8-32, VMSAv9-128, 52-bit tables of the 4K and 16K granules (DS).
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tables;

/// <summary>The shape of a translation table of either stage (DDI 0487 D8.2): what the fields of a CD or an STE say of it.</summary>
/// <param name="Granule">Granule of every level.</param>
/// <param name="Txsz">Input addresses have 64 - Txsz bits.</param>
/// <param name="StartLevel">Level of the first table; stage 2 may start lower with up to 16 tables side by side.</param>
/// <param name="HasHighBits">64K granule where OAS is 52: descriptors hold address bits [51:48].</param>
public readonly record struct PageTableShape(Granule Granule, int Txsz, int StartLevel, bool HasHighBits = false)
{
    /// <summary>A stage 1 table, which starts where its size says.</summary>
    public static PageTableShape StageOne(Granule granule, int txsz, bool hasHighBits = false) =>
        new(granule, txsz, TranslationTable.StageOneStartLevel(64 - txsz, granule), hasHighBits);

    /// <summary>Bits of an input address.</summary>
    public int InputBits => 64 - Txsz;

    /// <summary>log2 of the bytes of the first table, concatenated ones together.</summary>
    public int Log2RootBytes => Math.Max(InputBits - Log2Size(StartLevel), 1) + 3;

    /// <summary>log2 of the bytes that an entry of a level maps.</summary>
    public int Log2Size(int level) => TableGeometry.EntryShift(Granule, level);

    /// <summary>True if a leaf may stand at this level.</summary>
    public bool AllowsLeaf(int level) =>
        level == 3 || new TranslationTable(0, (byte)InputBits, 48, Granule, (byte)StartLevel, HasHighBits).AllowsBlock(level);

    /// <summary>Where a descriptor holds the top bits of an address.</summary>
    public DescriptorFormat Format => HasHighBits ? DescriptorFormat.Bits52In64K : DescriptorFormat.Bits48;

    /// <summary>CD.TG0 or STE.S2TG.</summary>
    public Tg0 Tg0 => Granule switch { Granule.K4 => Tg0.K4, Granule.K16 => Tg0.K16, _ => Tg0.K64 };

    /// <summary>CD.TG1.</summary>
    public Tg1 Tg1 => Granule switch { Granule.K4 => Tg1.K4, Granule.K16 => Tg1.K16, _ => Tg1.K64 };

    /// <summary>STE.S2SL0 (5.2: 4K counts from level 2, the others from level 3; 3 is level 3 of 4K).</summary>
    public byte S2SL0 => (byte)(Granule != Granule.K4 ? 3 - StartLevel : StartLevel == 3 ? 3 : 2 - StartLevel);

    /// <summary>Index of an input address in a table of a level; in the first it may have more bits than a granule resolves.</summary>
    public int Index(int level, ulong input)
    {
        var within = input & (InputBits == 64 ? ulong.MaxValue : (1UL << InputBits) - 1);
        var index = within >> Log2Size(level);
        return (int)(level == StartLevel ? index : index & ((1UL << Granule.IndexBits) - 1));
    }
}
