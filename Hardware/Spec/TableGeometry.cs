namespace ActorIommu.Hardware.Spec;

/// <summary>Numbers of the tables that follow from an encoding, as the specifications tabulate them.</summary>
public static class TableGeometry
{
    /// <summary>Context descriptors per leaf table with <see cref="SteS1Fmt.TwoLevel4K"/>.</summary>
    public const int ContextDescriptorsPer4KLeaf = 64;

    /// <summary>Context descriptors per leaf table with <see cref="SteS1Fmt.TwoLevel64K"/>.</summary>
    public const int ContextDescriptorsPer64KLeaf = 1024;

    /// <summary>log2 of the bytes that one entry of a translation table covers (DDI 0487 section D8.2).</summary>
    /// <param name="granule">The granule.</param>
    /// <param name="level">-1..3; level 3 entries cover one granule.</param>
    public static int EntryShift(Granule granule, int level) => granule.PageShift + ((3 - level) * granule.IndexBits);

    /// <summary>Leaves in a group marked Contiguous; 0 where the level has no leaves without CD.DS or STE.S2DS.</summary>
    /// <param name="granule">The granule.</param>
    /// <param name="level">1..3.</param>
    public static int ContiguousEntries(Granule granule, int level) => (granule, level) switch
    {
        (Granule.K4, 1 or 2 or 3) => 16,
        (Granule.K16, 2) => 32,
        (Granule.K16, 3) => 128,
        (Granule.K64, 2 or 3) => 32,
        _ => 0,
    };

    /// <summary>Start level of stage 2 by STE.S2SL0 and S2SL0_2; null for C_BAD_STE (IHI 0070 section 5.2).</summary>
    /// <param name="granule">From STE.S2TG.</param>
    /// <param name="s2sl0">STE.S2SL0: 3 needs IDR3.STT with 4 KiB (start level 3), S2DS with 16 KiB (start level 0).</param>
    /// <param name="s2sl0Bit2">STE.S2SL0_2: needs S2DS, and 4 KiB with S2SL0 = 0 (start level -1).</param>
    public static int? Stage2StartLevel(Granule granule, int s2sl0, bool s2sl0Bit2 = false) => (granule, s2sl0, s2sl0Bit2) switch
    {
        (Granule.K4, 0, true) => -1,
        (_, _, true) => null,
        (Granule.K4, 3, _) => 3,
        (Granule.K64, 3, _) => null,
        (Granule.K4, _, _) => 2 - s2sl0,
        _ => 3 - s2sl0,
    };
}
