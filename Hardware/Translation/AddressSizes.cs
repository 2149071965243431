using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>Address sizes and granules as the configuration structures encode them (IHI 0070 3.4, 5.2, 5.4).</summary>
internal static class AddressSizes
{
    /// <summary>Bits of an output address: the encoded size, capped to OAS; 0b111 behaves as 0b110 before SMMUv3.4.</summary>
    public static byte Effective(AddressSize size, int oasBits) => (byte)Math.Min(BitsOf(size), oasBits);

    /// <summary>Bits of an encoded size.</summary>
    public static int BitsOf(AddressSize size) => size switch
    {
        AddressSize.Bits32 => 32,
        AddressSize.Bits36 => 36,
        AddressSize.Bits40 => 40,
        AddressSize.Bits42 => 42,
        AddressSize.Bits44 => 44,
        AddressSize.Bits48 => 48,
        _ => 52,
    };

    /// <summary>The granule of TG0 and S2TG; null if reserved.</summary>
    public static Granule? GranuleOf(Tg0 tg) =>
        tg switch { Tg0.K4 => Granule.K4, Tg0.K16 => Granule.K16, Tg0.K64 => Granule.K64, _ => null };

    /// <summary>The granule of TG1; null if reserved.</summary>
    public static Granule? GranuleOf(Tg1 tg) =>
        tg switch { Tg1.K4 => Granule.K4, Tg1.K16 => Granule.K16, Tg1.K64 => Granule.K64, _ => null };
}
