namespace ActorIommu.Actors.Tests.Domains;

/// <summary>
/// What the hardware uses of an entry, written a second time, from the masks of Linux's header as numbers: the observer must not
/// take the writer's word for it.
/// </summary>
internal static class UsedBits
{
    private const ulong StageOne0 = 0xf8ff_ffff_ffff_fff0, StageOne1 = 0x0000_0000_f808_00ff, Vmid = 0xffff;
    private const ulong StageTwo1 = 0x0000_3000_3208_0000, StageTwo2 = 0x065f_ffff_0000_ffff, StageTwo3 = 0x00ff_ffff_ffff_fff0;
    private const ulong Shareability1 = 0x0000_3000_0000_0000;
    private const ulong DescriptorValid = 0x8000_0000, Disabled = 0x4000, FirstTable0 = 0x3fff, FirstTable1 = 0x00ff_ffff_ffff_fff0;

    /// <summary>MEV, and EATS between 0 and 1.</summary>
    public const ulong SafeAts = 0x1000_0000, SafeMerging = 0x8_0000;

    public static bool IsValid(bool isStream, ReadOnlySpan<ulong> entry) => (entry[0] & (isStream ? 1 : DescriptorValid)) != 0;

    public static ulong[] Of(bool isStream, ReadOnlySpan<ulong> entry) => isStream ? OfStream(entry) : OfDescriptor(entry);

    private static ulong[] OfStream(ReadOnlySpan<ulong> entry)
    {
        ulong[] used = [1, 0, 0, 0, 0, 0, 0, 0];
        if ((entry[0] & 1) == 0) return used;
        used[0] |= 0xe;
        var config = (entry[0] >> 1) & 7;
        if (config == 4) used[1] |= Shareability1;
        if ((config & 5) == 5)
        {
            used[0] |= StageOne0;
            used[1] |= StageOne1 | ((entry[1] & 3) == 1 ? Shareability1 : 0);
            used[2] |= Vmid;
        }

        if ((config & 6) == 6)
        {
            used[1] |= StageTwo1;
            used[2] |= StageTwo2;
            used[3] |= StageTwo3;
        }

        return used;
    }

    private static ulong[] OfDescriptor(ReadOnlySpan<ulong> entry)
    {
        if ((entry[0] & DescriptorValid) == 0) return [DescriptorValid, 0, 0, 0, 0, 0, 0, 0];
        var used = Enumerable.Repeat(ulong.MaxValue, 8).ToArray();
        if ((entry[0] & Disabled) == 0) return used;
        used[0] &= ~FirstTable0;
        used[1] &= ~FirstTable1;
        return used;
    }
}
