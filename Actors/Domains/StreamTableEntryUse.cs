using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// The bits of a stream table entry that the hardware uses (IHI 0070 5.2: which fields are IGNORED by Config), as far as Linux sets
/// them (arm-smmu-v3.c). Each mask is a structure whose used fields are all ones, so that the positions stand in one place only.
/// </summary>
/// <param name="bugs">Defects.</param>
internal sealed class StreamTableEntryUse(BugSet bugs) : IStructureUse
{
    private const byte Ones = 0xff;

    private static readonly StreamTableEntry Valid = default(StreamTableEntry) with { V = true };

    private static readonly StreamTableEntry Always = Valid with { Config = (SteConfig)Ones };

    private static readonly StreamTableEntry StageOne = default(StreamTableEntry) with
    {
        S1Fmt = (SteS1Fmt)Ones,
        S1ContextPtr = ulong.MaxValue,
        S1CDMax = Ones,
        S1DSS = (SteS1Dss)Ones,
        S1CIR = (ContextCacheability)Ones,
        S1COR = (ContextCacheability)Ones,
        S1CSH = (Shareability)Ones,
        MEV = true,
        S1STALLD = true,
        EATS = (SteEats)Ones,
        STRW = (SteStrw)Ones,
        S2VMID = new Vmid(ushort.MaxValue),
    };

    private static readonly StreamTableEntry StageTwo = default(StreamTableEntry) with
    {
        MEV = true,
        S2FWB = true,
        EATS = (SteEats)Ones,
        SHCFG = (ShareabilityOverride)Ones,
        S2VMID = new Vmid(ushort.MaxValue),
        S2T0SZ = Ones,
        S2SL0 = Ones,
        S2IR0 = (WalkCacheability)Ones,
        S2OR0 = (WalkCacheability)Ones,
        S2SH0 = (Shareability)Ones,
        S2TG = (Tg0)Ones,
        S2PS = (AddressSize)Ones,
        S2AA64 = true,
        S2ENDI = true,
        S2PTW = true,
        S2S = true,
        S2R = true,
        S2TTB = ulong.MaxValue,
    };

    private static readonly StreamTableEntry Attributes = default(StreamTableEntry) with { SHCFG = (ShareabilityOverride)Ones };

    private static readonly StreamTableEntry Merging = default(StreamTableEntry) with { MEV = true };

    // The low bit of EATS: Disabled and Full differ in nothing else.
    private static readonly StreamTableEntry FullAts = default(StreamTableEntry) with { EATS = SteEats.Full };

    /// <summary>The rule without defects.</summary>
    public static StreamTableEntryUse Instance { get; } = new(BugSet.None);

    /// <inheritdoc/>
    public void Used(ReadOnlySpan<ulong> entry, Span<ulong> used)
    {
        var read = StreamTableEntry.Read(entry);
        Add(used, Valid);
        if (!read.V) return;
        Add(used, Always);
        // 5.2: Config[2] = 0 aborts whatever the rest says; else bit 0 is stage 1 and bit 1 is stage 2.
        if (read.Config is SteConfig.S1Translate or SteConfig.Nested)
        {
            Add(used, StageOne);
            if (read.S1DSS == SteS1Dss.Bypass) Add(used, Attributes);
        }

        if (read.Config is SteConfig.S2Translate or SteConfig.Nested) Add(used, StageTwo);
        if (read.Config == SteConfig.Bypass) Add(used, Attributes);
    }

    /// <summary>
    /// MEV only merges events. EATS may go between Disabled and Full, because the attach protocol has ATS off at the device while it
    /// changes; but not where split-stage ATS or stage 2 stalls take part, for with S2S a mixture could be ILLEGAL (5.2: EATS).
    /// </summary>
    /// <inheritdoc/>
    public void Safe(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> target, Span<ulong> safe)
    {
        // Before Linux 2781f2a930ab and f3c1d372dbb8 no bit was safe.
        if (bugs.Has(Bug.NoSafeBits)) return;
        Add(safe, Merging);
        if (!ForbidsEarlyAts(StreamTableEntry.Read(current)) && !ForbidsEarlyAts(StreamTableEntry.Read(target))) Add(safe, FullAts);
    }

    private static bool ForbidsEarlyAts(in StreamTableEntry entry) => entry.EATS is SteEats.SplitStage or SteEats.FullWithDpt || entry.S2S;

    private static void Add(Span<ulong> mask, in StreamTableEntry fields)
    {
        Span<ulong> dwords = stackalloc ulong[StructureWriter.Dwords];
        fields.CopyTo(dwords);
        for (var index = 0; index < dwords.Length; index++) mask[index] |= dwords[index];
    }
}
