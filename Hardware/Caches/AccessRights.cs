namespace ActorIommu.Hardware.Caches;

/// <summary>
/// What a translation permits, by privilege and kind. The low byte is stage 1, the high byte stage 2, so that one mask
/// test decides and the failing stage can still be named. A stage that does not translate permits everything.
/// </summary>
[Flags]
public enum AccessRights : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Stage 1: privileged read.</summary>
    S1PrivilegedRead = 1 << 0,

    /// <summary>Stage 1: privileged write.</summary>
    S1PrivilegedWrite = 1 << 1,

    /// <summary>Stage 1: privileged execute.</summary>
    S1PrivilegedExecute = 1 << 2,

    /// <summary>Stage 1: unprivileged read.</summary>
    S1UserRead = 1 << 3,

    /// <summary>Stage 1: unprivileged write.</summary>
    S1UserWrite = 1 << 4,

    /// <summary>Stage 1: unprivileged execute.</summary>
    S1UserExecute = 1 << 5,

    /// <summary>Everything at stage 1.</summary>
    S1All = 0x3f,

    /// <summary>Stage 1: writes are permitted once the descriptor is marked dirty (IHI 0070 3.13.3); a write walks again.</summary>
    S1Clean = 1 << 6,

    /// <summary>Stage 2: read.</summary>
    S2Read = 1 << 8,

    /// <summary>Stage 2: write.</summary>
    S2Write = 1 << 9,

    /// <summary>Stage 2: privileged execute.</summary>
    S2PrivilegedExecute = 1 << 10,

    /// <summary>Stage 2: unprivileged execute.</summary>
    S2UserExecute = 1 << 11,

    /// <summary>Stage 2: not Device memory, so that STE.S2PTW lets a CD fetch or a stage 1 walk read it.</summary>
    S2Walk = 1 << 12,

    /// <summary>Stage 2: writes are permitted once the descriptor is marked dirty.</summary>
    S2Clean = 1 << 13,

    /// <summary>Either stage permits writes once its descriptor is marked dirty.</summary>
    AnyClean = S1Clean | S2Clean,

    /// <summary>Everything that a transaction can ask of stage 2.</summary>
    S2All = 0xf00,
}
