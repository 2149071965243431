// Not modelled: Secure and Realm streams, VMSAv8-32 stage 2, S2DS, MPAM, the VMS, DPT.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>A stream table entry as the walk uses it: checked, decoded and ready to be cached (IHI 0070 5.2).</summary>
internal sealed class StreamConfiguration
{
    private readonly StreamTableEntry _entry;

    private StreamConfiguration(in StreamTableEntry ste) => _entry = ste;

    /// <summary>The entry as it was read.</summary>
    public ref readonly StreamTableEntry Entry => ref _entry;

    /// <summary>Use of it is C_BAD_STE.</summary>
    public bool IsIllegal { get; private init; }

    /// <summary>STE.Config with its reserved encodings folded: 0b0xx aborts (5.2, Config).</summary>
    public SteConfig Config { get; private init; }

    /// <summary>Regime of stage 1.</summary>
    public StreamWorld World { get; private init; }

    /// <summary>VMID tag; 0 where none applies.</summary>
    public Vmid Vmid { get; private init; }

    /// <summary>The stage 2 table, if it is legal and <see cref="TranslatesStageTwo"/>.</summary>
    public TranslationTable? StageTwo { get; private init; }

    /// <summary>Stage 2 entries of its VMID.</summary>
    public required TlbSpace StageTwoSpace { get; init; }

    /// <summary>Cached table descriptors of its stage 2; null without a walk cache.</summary>
    public TlbSpace? WalkSpace { get; private init; }

    /// <summary>Stage 1 translates.</summary>
    public bool TranslatesStageOne { get; private init; }

    /// <summary>Stage 2 translates.</summary>
    public bool TranslatesStageTwo { get; private init; }

    /// <summary>PRIVCFG or INSTCFG overrides what comes in: they are RES0 without IDR1.ATTR_PERMS_OVR.</summary>
    public bool OverridesAttributes { get; private init; }

    /// <summary>Bits of a SubstreamID: S1CDMax, which is RES0 without substreams.</summary>
    public int SubstreamBits { get; private init; }

    /// <summary>Checks and decodes an STE (5.2.2, pseudocode SteIllegal).</summary>
    public static StreamConfiguration Decode(
        in StreamTableEntry ste, SmmuCapabilities capabilities, bool el2IsHost, TranslationCaches caches)
    {
        var config = ((int)ste.Config & 0b100) == 0 ? SteConfig.Abort : ste.Config;
        // 5.2, STRW: RES0 without Hyp, IGNORED when stage 2 translates or nothing does.
        var world = config == SteConfig.S1Translate && capabilities.Idr0.Hyp && ste.STRW == SteStrw.El2
            ? (el2IsHost ? StreamWorld.El2E2h : StreamWorld.El2)
            : StreamWorld.NsEl1;
        var vmid = capabilities.StageTwo && world == StreamWorld.NsEl1 ? ste.S2VMID : default;
        var stageTwo = config is SteConfig.S2Translate or SteConfig.Nested ? StageTwoTable(ste, capabilities) : null;
        return new StreamConfiguration(ste)
        {
            IsIllegal = !ste.V || (config != SteConfig.Abort && IsIllegalEntry(ste, config, capabilities, stageTwo)),
            Config = config,
            TranslatesStageOne = config is SteConfig.S1Translate or SteConfig.Nested,
            TranslatesStageTwo = config is SteConfig.S2Translate or SteConfig.Nested,
            OverridesAttributes = capabilities.Idr1.AttrPermsOvr
                && (ste.PRIVCFG != PrivilegeOverride.Incoming || ste.INSTCFG != InstructionOverride.Incoming),
            SubstreamBits = capabilities.SubstreamBits == 0 ? 0 : ste.S1CDMax,
            World = world,
            Vmid = vmid,
            StageTwo = stageTwo,
            StageTwoSpace = caches.Main.SpaceOf(TlbTag.StageTwo(vmid)),
            WalkSpace = caches.Walks?.SpaceOf(TlbTag.StageTwo(vmid)),
        };
    }

    private static bool IsIllegalEntry(in StreamTableEntry ste, SteConfig config, SmmuCapabilities capabilities, TranslationTable? stageTwo)
    {
        var one = config is SteConfig.S1Translate or SteConfig.Nested;
        var two = config is SteConfig.S2Translate or SteConfig.Nested;
        return (one && !capabilities.StageOne)
            || (two && !capabilities.StageTwo)
            || (config != SteConfig.Bypass && capabilities.Idr0.ATS && IsIllegalAts(ste, config, capabilities))
            || (config == SteConfig.S1Translate && capabilities.Idr0.Hyp && ((int)ste.STRW & 1) != 0)
            || (!capabilities.Idr0.VMID16 && !IgnoresVmid(ste, config, capabilities) && ste.S2VMID.Value > 0xff)
            || (one && IsIllegalStageOne(ste, capabilities))
            || (two && (stageTwo is null || IsIllegalStageTwo(ste, capabilities)));
    }

    // 5.2.2, IgnoreSTES2VMID: nothing is tagged with a VMID in bypass, without stage 2, or in a regime other than EL1.
    private static bool IgnoresVmid(in StreamTableEntry ste, SteConfig config, SmmuCapabilities capabilities) =>
        !capabilities.StageTwo || config == SteConfig.Bypass
        || (config == SteConfig.S1Translate && capabilities.Idr0.Hyp && ste.STRW != SteStrw.NsEl1);

    private static bool IsIllegalAts(in StreamTableEntry ste, SteConfig config, SmmuCapabilities capabilities) => ste.EATS switch
    {
        SteEats.SplitStage => config != SteConfig.Nested || ste.S2S || capabilities.Idr0.NS1ATS,
        SteEats.Full => ste.S2S && config is SteConfig.S2Translate or SteConfig.Nested,
        _ => false,
    };

    private static bool IsIllegalStageOne(in StreamTableEntry ste, SmmuCapabilities capabilities) =>
        (ste.S1STALLD && capabilities.StallModel != StallModel.StallAndTerminate)
        // 3.4.3, note 1 (and 2a when stage 2 translates): the pointer is beyond OAS, or IAS, which is the same here.
        || ste.S1ContextPtr >> capabilities.OutputAddressBits != 0
        || (capabilities.SubstreamBits != 0 && ste.S1CDMax > capabilities.SubstreamBits)
        || (capabilities.SubstreamBits != 0 && ste.S1CDMax != 0 && !capabilities.Idr0.CD2L
            && ste.S1Fmt is SteS1Fmt.TwoLevel4K or SteS1Fmt.TwoLevel64K);

    private static bool IsIllegalStageTwo(in StreamTableEntry ste, SmmuCapabilities capabilities) =>
        !ste.S2AA64
        || (ste.S2S && capabilities.StallModel == StallModel.NoStall)
        || (!ste.S2S && capabilities.StallModel == StallModel.ForcedStall)
        || !capabilities.SupportsEndianness(ste.S2ENDI)
        || ((ste.S2HA || ste.S2HD) && capabilities.Idr0.HTTU == HardwareUpdates.None)
        || (ste.S2HD && capabilities.Idr0.HTTU == HardwareUpdates.Access);

    // Null: the fields of stage 2 are out of range or inconsistent with each other, which makes the STE ILLEGAL.
    private static TranslationTable? StageTwoTable(in StreamTableEntry ste, SmmuCapabilities capabilities)
    {
        if (AddressSizes.GranuleOf(ste.S2TG) is not { } granule || !capabilities.SupportsGranule(granule)) return null;
        var floor = Math.Max(granule == Granule.K64 ? 12 : 16, 64 - capabilities.OutputAddressBits);
        if (ste.S2T0SZ < floor || ste.S2T0SZ > capabilities.MaximumTxsz(granule)) return null;
        var outputBits = AddressSizes.Effective(ste.S2PS, capabilities.OutputAddressBits);
        var baseBits = granule == Granule.K64 ? outputBits : Math.Min(outputBits, (byte)48);
        if (ste.S2TTB >> baseBits != 0) return null;
        if (StartLevel(ste.S2SL0, granule, capabilities) is not { } level) return null;
        var table = new TranslationTable(
            ste.S2TTB, (byte)(64 - ste.S2T0SZ), outputBits, granule, level, capabilities.HasHighBits(granule));
        // D8.2.10: up to 16 tables may be concatenated at the start level, and it must resolve at least one bit.
        var indexBits = table.InputBits - table.Log2Size(level);
        return indexBits >= 1 && indexBits <= granule.IndexBits + 4 ? table : null;
    }

    // DDI 0487, VTCR_EL2.SL0: the highest start level of each granule needs a PA size that it is for.
    private static byte? StartLevel(byte sl0, Granule granule, SmmuCapabilities capabilities) => (granule, sl0) switch
    {
        (Granule.K4, 0) => 2,
        (Granule.K4, 1) => 1,
        (Granule.K4, 2) => capabilities.OutputAddressBits >= 44 ? 0 : null,
        (Granule.K4, 3) => capabilities.Idr3.STT ? 3 : null,
        (_, 0) => 3,
        (_, 1) => 2,
        (Granule.K16, 2) => capabilities.OutputAddressBits > 40 ? 1 : null,
        (Granule.K64, 2) => capabilities.OutputAddressBits > 42 ? 1 : null,
        _ => null,
    };
}
