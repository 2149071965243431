using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>A stream as its STE, and its CD if it has one, configure it. Written from chapter 5, apart from the core's decoder.</summary>
internal sealed record ModelStream
{
    /// <summary>StreamID.</summary>
    public required uint Stream { get; init; }

    /// <summary>The STE.</summary>
    public required StreamTableEntry Entry { get; init; }

    /// <summary>The table of stage 2, if it translates.</summary>
    public ModelTable? StageTwo { get; init; }

    /// <summary>The CD, if stage 1 translates.</summary>
    public ModelContext? Context { get; init; }

    /// <summary>VMID tag.</summary>
    public ushort Vmid => Entry.S2VMID.Value;

    /// <summary>Stage 1 translates.</summary>
    public bool HasStageOne => Entry.Config is SteConfig.S1Translate or SteConfig.Nested;

    /// <summary>Stage 2 translates.</summary>
    public bool HasStageTwo => Entry.Config is SteConfig.S2Translate or SteConfig.Nested;
}

/// <summary>Stage 1 as a CD configures it.</summary>
internal sealed record ModelContext
{
    /// <summary>The CD.</summary>
    public required ContextDescriptor Descriptor { get; init; }

    /// <summary>TTB0's table, null if walks are disabled.</summary>
    public ModelTable? Lower { get; init; }

    /// <summary>TTB1's table, null if walks are disabled.</summary>
    public ModelTable? Upper { get; init; }

    /// <summary>TTB0 as a PA, where it was translated with the CD.</summary>
    public ulong LowerRoot { get; init; }

    /// <summary>TTB1 as a PA, where it was translated with the CD.</summary>
    public ulong UpperRoot { get; init; }
}

/// <summary>What makes an STE or a CD unusable (IHI 0070 5.2, 5.4) on an SMMU of these capabilities.</summary>
/// <param name="capabilities">What the SMMU offers; no stalls, no HTTU, no substreams, no EL2 and little endian tables are assumed.</param>
/// <param name="rules">How it departs from the architecture.</param>
internal sealed class ModelDecoder(SmmuCapabilities capabilities, DivergenceSet rules)
{
    /// <summary>Bits of a physical address.</summary>
    public int OutputAddressBits => capabilities.OutputAddressBits;

    /// <summary>The stream without its CD; null is C_BAD_STE.</summary>
    public ModelStream? Stream(uint stream, in StreamTableEntry entry)
    {
        if (!entry.V) return null;
        var decoded = new ModelStream { Stream = stream, Entry = entry };
        if (((int)entry.Config & 3) == 0 || ((int)entry.Config & 4) == 0) return decoded;
        if (decoded.HasStageOne ? entry.S1STALLD : rules.Has(Divergence.StageOneFields) && entry.S1STALLD) return null;
        if (rules.Has(Divergence.StageOneFields) && entry.S1CDMax != 0) return null;
        if (!decoded.HasStageTwo) return decoded;
        return StageTwo(entry) is { } table ? decoded with { StageTwo = table } : null;
    }

    /// <summary>The table of one half of a CD; null is C_BAD_CD.</summary>
    public ModelTable? StageOne(ulong ttb, byte txsz, int? pageShift, AddressSize ips)
    {
        if (pageShift is not { } shift || txsz is < 16 or > 39) return null;
        var outputBits = ModelTable.BitsOf(ips, OutputAddressBits);
        var root = Seen(ttb, 51);
        if (root >> outputBits != 0) return null;
        var inputBits = 64 - txsz;
        var levels = (inputBits - 4) / (shift - 3);
        return new ModelTable(root, inputBits, outputBits, shift, 4 - levels);
    }

    /// <summary>True if a CD is unusable, whatever its tables are.</summary>
    public static bool IsBad(in ContextDescriptor cd) => !cd.V || !cd.AA64 || !cd.A || cd.S || cd.HA || cd.HD;

    private ModelTable? StageTwo(in StreamTableEntry entry)
    {
        if (!entry.S2AA64 || entry.S2ENDI || entry.S2S) return null;
        if ((entry.S2HA || entry.S2HD) && !rules.Has(Divergence.StageTwoUpdates)) return null;
        if (ModelTable.PageShiftOf(entry.S2TG) is not { } shift || entry.S2SL0 == 3) return null;
        var outputBits = ModelTable.BitsOf(entry.S2PS, OutputAddressBits);
        // 5.2: IAS = OAS where AArch32 tables are not offered.
        var mostBits = rules.Has(Divergence.InputSizeByOutputSize) ? outputBits : OutputAddressBits;
        var root = Seen(entry.S2TTB, 48);
        if (root >> outputBits != 0 || entry.S2T0SZ > 39 || entry.S2T0SZ < Math.Max(16, 64 - mostBits)) return null;
        var level = (shift == 12 ? 2 : 3) - entry.S2SL0;
        var table = new ModelTable(root, 64 - entry.S2T0SZ, outputBits, shift, level);
        var resolved = table.InputBits - table.Shift(level);
        var isResolved = resolved >= 1 || rules.Has(Divergence.StartAboveInput);
        return isResolved && resolved <= table.Stride + 4 ? table : null;
    }

    private ulong Seen(ulong root, int bits) => rules.Has(Divergence.TopOfBases) ? root & ((1UL << bits) - 1) : root;
}
