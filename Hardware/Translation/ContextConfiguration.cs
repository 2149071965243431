// Not modelled: VMSAv8-32 LPAE and VMSAv9-128 tables, DS (52-bit 4K and 16K), permission indirection and overlays, MPAM.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>A context descriptor as the walk uses it: checked, decoded and ready to be cached (IHI 0070 5.4).</summary>
internal sealed class ContextConfiguration
{
    private readonly ContextDescriptor _descriptor;

    private ContextConfiguration(in ContextDescriptor cd) => _descriptor = cd;

    /// <summary>The descriptor as it was read.</summary>
    public ref readonly ContextDescriptor Descriptor => ref _descriptor;

    /// <summary>Use of it is C_BAD_CD.</summary>
    public bool IsIllegal { get; private init; }

    /// <summary>What TTB0 translates; null when EPD0 disables its walks.</summary>
    public TranslationTable? Lower { get; private init; }

    /// <summary>What TTB1 translates; null when EPD1 disables its walks.</summary>
    public TranslationTable? Upper { get; private init; }

    /// <summary>Non-global entries of this context.</summary>
    public required TlbSpace AsidSpace { get; init; }

    /// <summary>Global entries of its VMID.</summary>
    public required TlbSpace GlobalSpace { get; init; }

    /// <summary>Cached table descriptors of this context; null without a walk cache.</summary>
    public TlbSpace? WalkSpace { get; private init; }

    /// <summary>Checks and decodes a CD that <paramref name="stream"/> located (5.4.1, pseudocode CdIllegal).</summary>
    public static ContextConfiguration Decode(
        in ContextDescriptor cd, StreamConfiguration stream, SmmuCapabilities capabilities, TranslationCaches caches)
    {
        var asid = stream.World == StreamWorld.El2 ? default : cd.ASID;
        // 5.2: EPDx is effectively 0 and TTB1 does not exist in the EL2 regime.
        var lowerDisabled = cd.EPD0 && stream.World != StreamWorld.El2;
        var upperDisabled = cd.EPD1 || stream.World == StreamWorld.El2;
        var lower = lowerDisabled ? null : Table(cd.TTB0, cd.T0SZ, AddressSizes.GranuleOf(cd.TG0), cd.IPS, capabilities);
        var upper = upperDisabled ? null : Table(cd.TTB1, cd.T1SZ, AddressSizes.GranuleOf(cd.TG1), cd.IPS, capabilities);
        return new ContextConfiguration(cd)
        {
            IsIllegal = IsIllegalDescriptor(cd, stream, capabilities, lowerDisabled && upperDisabled)
                || (!lowerDisabled && lower is null) || (!upperDisabled && upper is null),
            Lower = lower,
            Upper = upper,
            AsidSpace = caches.Main.SpaceOf(TlbTag.ForAsid(stream.World, stream.Vmid, asid)),
            // 3.17: EL2 has no ASID, so that its tables are as global as its leaves.
            WalkSpace = caches.Walks?.SpaceOf(stream.World == StreamWorld.El2
                ? TlbTag.Global(stream.World, stream.Vmid)
                : TlbTag.ForAsid(stream.World, stream.Vmid, asid)),
            // 5.4, ASET: part of global entries, but in the EL2 regime, which has no ASIDs.
            GlobalSpace = caches.Main.SpaceOf(TlbTag.Global(stream.World, stream.Vmid, cd.ASET && stream.World != StreamWorld.El2)),
        };
    }

    private static bool IsIllegalDescriptor(
        in ContextDescriptor cd, StreamConfiguration stream, SmmuCapabilities capabilities, bool noTables) =>
        !cd.V
        || !cd.AA64
        || (stream.Entry.S1STALLD && cd.S)
        || (capabilities.Idr0.TermModel && !cd.A)
        || (capabilities.StallModel == StallModel.NoStall && cd.S)
        || (capabilities.StallModel == StallModel.ForcedStall && !cd.S)
        || (!noTables && !capabilities.SupportsEndianness(cd.ENDI))
        || ((cd.HA || cd.HD) && capabilities.Idr0.HTTU == HardwareUpdates.None)
        || (cd.HD && capabilities.Idr0.HTTU == HardwareUpdates.Access)
        || (!capabilities.Idr0.ASID16 && stream.World != StreamWorld.El2 && cd.ASID.Value > 0xff);

    // Null: TxSZ, TGx or TTBx is out of range, which makes the CD ILLEGAL (SMMUv3.1 and later).
    private static TranslationTable? Table(ulong ttb, byte txsz, Granule? tg, AddressSize ips, SmmuCapabilities capabilities)
    {
        if (tg is not { } granule || !capabilities.SupportsGranule(granule)) return null;
        if (txsz < capabilities.MinimumTxsz(granule) || txsz > capabilities.MaximumTxsz(granule)) return null;
        var outputBits = AddressSizes.Effective(ips, capabilities.OutputAddressBits);
        var baseBits = granule == Granule.K64 ? outputBits : Math.Min(outputBits, (byte)48);
        if (ttb >> baseBits != 0) return null;
        var inputBits = 64 - txsz;
        var startLevel = TranslationTable.StageOneStartLevel(inputBits, granule);
        return new TranslationTable(ttb, (byte)inputBits, outputBits, granule, startLevel, capabilities.HasHighBits(granule));
    }
}
