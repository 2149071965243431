namespace ActorIommu.Simulation.Captures;

/// <summary>
/// The recorder traces register offsets with page 1 folded onto page 0. The four registers that the architecture puts on page 1 are
/// told apart by their offset, because nothing else lives there on page 0.
/// </summary>
internal static class QemuRegisterOffsets
{
    private const uint PageOne = 0x1_0000;

    /// <summary>Size of the register space: two 64 KiB pages.</summary>
    public const uint SpaceBytes = 0x2_0000;

    public static uint ToArchitected(uint offset) => offset switch
    {
        0xa8 or 0xac => PageOne + offset, // EVENTQ_PROD, EVENTQ_CONS
        0xc8 or 0xcc => PageOne + offset, // PRIQ_PROD, PRIQ_CONS
        _ => offset,
    };
}
