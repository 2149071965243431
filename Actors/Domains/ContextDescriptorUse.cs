using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// The bits of a context descriptor that the hardware uses (IHI 0070 5.4), as Linux counts them (arm-smmu-v3.c): all, but for what
/// EPD0 makes IGNORED, which is how the tables of an address space that exits are let go without a moment of V = 0.
/// </summary>
internal sealed class ContextDescriptorUse : IStructureUse
{
    private const byte Ones = 0xff;

    private static readonly ContextDescriptor Valid = default(ContextDescriptor) with { V = true };

    private static readonly ContextDescriptor FirstTable = default(ContextDescriptor) with
    {
        T0SZ = Ones,
        TG0 = (Tg0)Ones,
        IR0 = (WalkCacheability)Ones,
        OR0 = (WalkCacheability)Ones,
        SH0 = (Shareability)Ones,
        TTB0 = ulong.MaxValue,
    };

    private ContextDescriptorUse()
    {
    }

    /// <summary>The rule; it has no state.</summary>
    public static ContextDescriptorUse Instance { get; } = new();

    /// <inheritdoc/>
    public void Used(ReadOnlySpan<ulong> entry, Span<ulong> used)
    {
        var read = ContextDescriptor.Read(entry);
        if (!read.V)
        {
            Valid.CopyTo(used);
            return;
        }

        if (read.EPD0) FirstTable.CopyTo(used);
        for (var index = 0; index < used.Length; index++) used[index] = ~used[index];
    }

    /// <summary>None: every change of a descriptor changes what is translated.</summary>
    /// <inheritdoc/>
    public void Safe(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> target, Span<ulong> safe)
    {
    }
}
