using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>Valid structures that tests change one field of.</summary>
internal static class Structures
{
    /// <summary>40 bits of IPA, 4K granule, start level 1 (two concatenated tables).</summary>
    public static PageTableShape StageTwo4K { get; } = new(Granule.K4, 24, 1);

    public static StreamTableEntry BypassEntry => default(StreamTableEntry) with { V = true, Config = SteConfig.Bypass };

    public static StreamTableEntry StageOneEntry => default(StreamTableEntry) with { V = true, Config = SteConfig.S1Translate };

    public static StreamTableEntry StageTwoEntry(PageTableBuilder pages, ushort vmid = 5) => default(StreamTableEntry) with
    {
        V = true,
        Config = SteConfig.S2Translate,
        S2VMID = new Vmid(vmid),
        S2T0SZ = (byte)pages.Shape.Txsz,
        S2SL0 = pages.Shape.S2SL0,
        S2TG = pages.Shape.Tg0,
        S2PS = AddressSize.Bits52,
        S2AA64 = true,
        S2R = true,
        S2TTB = pages.Pointer,
    };

    /// <summary>TTB0 translates, TTB1 is disabled; ASID 7; aborts and records.</summary>
    public static ContextDescriptor Context(PageTableBuilder pages, ushort asid = 7) => default(ContextDescriptor) with
    {
        V = true,
        AA64 = true,
        A = true,
        R = true,
        IPS = AddressSize.Bits52,
        ASID = new Asid(asid),
        T0SZ = (byte)pages.Shape.Txsz,
        TG0 = pages.Shape.Tg0,
        TTB0 = pages.Pointer,
        EPD1 = true,
    };

    /// <summary>The same with TTB1 instead of TTB0.</summary>
    public static ContextDescriptor UpperContext(PageTableBuilder pages) => Context(pages) with
    {
        EPD0 = true,
        EPD1 = false,
        T1SZ = (byte)pages.Shape.Txsz,
        TG1 = pages.Shape.Tg1,
        TTB1 = pages.Pointer,
    };
}
