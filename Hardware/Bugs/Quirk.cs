namespace ActorIommu.Hardware.Bugs;

/// <summary>
/// Errata of silicon that can be switched on, each one line at the place where hardware goes wrong. Host software has a workaround for
/// each; docs/BUGS.md says which. Their names are part of recorded traces, and no defect of <see cref="Bug"/> has the same.
/// </summary>
public enum Quirk
{
    /// <summary>
    /// BZ-33, Arm MMU-700 2812531: a queue hangs at an invalidation of another kind than the one before, with no CMD_SYNC between them.
    /// </summary>
    UnsyncedInterleaveHang,

    /// <summary>
    /// BZ-36, NVIDIA Tegra264: an entry survives an invalidation that comes while walks are under way, but not the next one.
    /// </summary>
    TlbiRaceSurvives,

    /// <summary>BZ-38, HiSilicon Hi16xx: the MSI of a CMD_SYNC writes 8 bytes, the upper half 0.</summary>
    SyncMsi64,
}
