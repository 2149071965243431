using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>Identification registers for tests.</summary>
internal static class Chip
{
    /// <summary>Everything that is modelled: both stages, EL2, MSI, 16-bit tags, substreams, ranges; 44-bit addresses.</summary>
    public static SmmuCapabilities Full { get; } = Make();

    public static SmmuCapabilities Make(
        Func<Idr0, Idr0>? idr0 = null, Func<Idr1, Idr1>? idr1 = null, Func<Idr3, Idr3>? idr3 = null, Func<Idr5, Idr5>? idr5 = null)
    {
        var zero = default(Idr0) with { S1P = true, S2P = true, TTF = TableFormats.AArch64, COHACC = true, Hyp = true };
        zero = zero with { ASID16 = true, MSI = true, VMID16 = true, CD2L = true, TTENDIAN = TableEndianness.Little };
        zero = zero with { StallModel = StallModel.NoStall, StLevel = StreamTableLevels.TwoLevel };
        var one = default(Idr1) with { SIDSIZE = 16, SSIDSIZE = 12, EVENTQS = 19, CMDQS = 19, AttrPermsOvr = true };
        var three = default(Idr3) with { HAD = true, XNX = true, RIL = true, BBML = BreakBeforeMakeLevel.Level2 };
        var five = default(Idr5) with { OAS = AddressSize.Bits44, GRAN4K = true, GRAN16K = true, GRAN64K = true };
        return new SmmuCapabilities(idr0?.Invoke(zero) ?? zero, idr1?.Invoke(one) ?? one, idr5?.Invoke(five) ?? five)
        {
            Idr3 = idr3?.Invoke(three) ?? three,
            Aidr = new Aidr(2),
        };
    }

    /// <summary>The same, with stalls where software asks for them.</summary>
    public static SmmuCapabilities Stalling { get; } = Make(zero => zero with { StallModel = StallModel.StallAndTerminate });

    /// <summary>The same, with hardware update of access flag and dirty state.</summary>
    public static SmmuCapabilities Updating { get; } = Make(zero => zero with { HTTU = HardwareUpdates.AccessDirty });

    /// <summary>With ATS and PRI, and records of their configuration errors.</summary>
    public static SmmuCapabilities Ats { get; } = Make(
        zero => zero with { ATS = true, PRI = true, ATSRECERR = true }, one => one with { PRIQS = 19 });

    /// <summary>52-bit addresses.</summary>
    public static SmmuCapabilities Large { get; } =
        Make(idr5: five => five with { OAS = AddressSize.Bits52, VAX = VirtualAddressSize.Bits52 });
}
