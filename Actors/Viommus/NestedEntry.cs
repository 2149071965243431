// Not modelled: a guest's S1PIE, MPAM and overrides of attributes, which Linux 7.2 does not let through either.
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Viommus;

/// <summary>
/// What a guest may say in a stream table entry, and what becomes of it over a stage 2 of the host (Linux 7.2,
/// arm-smmu-v3-iommufd.c, arm_smmu_validate_vste and arm_smmu_make_nested_domain_ste).
/// </summary>
internal static class NestedEntry
{
    private const byte Ones = 0xff;

    // IHI 0070 5.2: V, Config, S1Fmt, S1ContextPtr, S1CDMax; EATS, S1DSS, S1CIR, S1COR, S1CSH, S1STALLD.
    private static readonly StreamTableEntry Permitted = default(StreamTableEntry) with
    {
        V = true,
        Config = (SteConfig)Ones,
        S1Fmt = (SteS1Fmt)Ones,
        S1ContextPtr = ulong.MaxValue,
        S1CDMax = Ones,
        S1DSS = (SteS1Dss)Ones,
        S1CIR = (ContextCacheability)Ones,
        S1COR = (ContextCacheability)Ones,
        S1CSH = (Shareability)Ones,
        S1STALLD = true,
        EATS = (SteEats)Ones,
    };

    /// <summary>What a VMM passes on of an entry: a guest need not know which of its fields are the host's.</summary>
    public static StreamTableEntry Passed(in StreamTableEntry guest)
    {
        Span<ulong> entry = stackalloc ulong[8], permitted = stackalloc ulong[8];
        guest.CopyTo(entry);
        Permitted.CopyTo(permitted);
        for (var index = 0; index < entry.Length; index++) entry[index] &= permitted[index];
        return StreamTableEntry.Read(entry);
    }

    /// <summary>
    /// <see cref="HostResult.Refused"/> (EIO) if the guest set a field that is the host's, or a Config or EATS that it may not have.
    /// An entry with V = 0 is one that aborts, whatever else it says.
    /// </summary>
    public static HostResult Check(in StreamTableEntry guest)
    {
        if (!guest.V) return HostResult.Ok;
        Span<ulong> entry = stackalloc ulong[8], permitted = stackalloc ulong[8];
        guest.CopyTo(entry);
        Permitted.CopyTo(permitted);
        for (var index = 0; index < entry.Length; index++)
        {
            if ((entry[index] & ~permitted[index]) != 0) return HostResult.Refused;
        }

        var isKnown = guest.Config is SteConfig.Abort or SteConfig.Bypass or SteConfig.S1Translate;
        return isKnown && guest.EATS is SteEats.Disabled or SteEats.Full ? HostResult.Ok : HostResult.Refused;
    }

    /// <summary>True if the guest's stage 1 translates: then the device needs a name in the guest.</summary>
    public static bool Translates(in StreamTableEntry guest) => guest is { V: true, Config: SteConfig.S1Translate };

    /// <summary>
    /// The entry for hardware. Where the guest bypasses, the parent alone translates. Where it translates, events may be merged
    /// whatever it wants (5.2, MEV), or it could flood the host's event queue.
    /// </summary>
    /// <param name="guest">As checked.</param>
    /// <param name="parent">That of a device which uses the parent alone.</param>
    public static StreamTableEntry Over(in StreamTableEntry guest, in StreamTableEntry parent)
    {
        if (!guest.V || guest.Config == SteConfig.Abort) return default(StreamTableEntry) with { V = true, Config = SteConfig.Abort };
        var ats = guest.EATS == SteEats.Full ? parent.EATS : SteEats.Disabled;
        if (guest.Config == SteConfig.Bypass) return parent with { EATS = ats };
        return parent with
        {
            Config = SteConfig.Nested,
            S1Fmt = guest.S1Fmt,
            S1ContextPtr = guest.S1ContextPtr,
            S1CDMax = guest.S1CDMax,
            S1DSS = guest.S1DSS,
            S1CIR = guest.S1CIR,
            S1COR = guest.S1COR,
            S1CSH = guest.S1CSH,
            S1STALLD = guest.S1STALLD,
            EATS = ats,
            MEV = true,
        };
    }
}
