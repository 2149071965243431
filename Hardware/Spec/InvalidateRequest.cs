namespace ActorIommu.Hardware.Spec;

/// <summary>An ATS Invalidate Request as a function receives it (IHI 0070 4.5.1; PCIe 10.3).</summary>
/// <param name="Substream">The PASID; null: entries of every PASID and of none are meant.</param>
/// <param name="Global">Global Invalidate: with a PASID, entries of every PASID are meant.</param>
/// <param name="First">First address of the span, aligned to its size.</param>
/// <param name="Last">Last address of the span.</param>
public readonly record struct InvalidateRequest(SubstreamId? Substream, bool Global, Iova First, Iova Last)
{
    /// <summary>What a CMD_ATC_INV sends. Without substreams SSV = 1 behaves as SSV = 0; Global counts with SSV only.</summary>
    /// <param name="command">A legal command: Size is at most 52.</param>
    /// <param name="capabilities">Whether there are PASIDs.</param>
    public static InvalidateRequest Of(in Command command, SmmuCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        var hasSubstream = command.SSV && capabilities.SubstreamBits != 0;
        var low = command.Size >= Command.SizeAll ? ulong.MaxValue : (1UL << (12 + command.Size)) - 1;
        return new InvalidateRequest(
            hasSubstream ? command.SubstreamID : null,
            hasSubstream && command.Global,
            new Iova(command.Address & ~low),
            new Iova(command.Address | low));
    }
}
