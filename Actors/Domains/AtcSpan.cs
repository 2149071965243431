using System.Numerics;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// What a CMD_ATC_INV names: 2^Size pages of 4 KiB, aligned to their own size (IHI 0070 4.5.1, PCIe 10.3.1). A range that is not such a
/// span takes the smallest that contains it, as Linux does (arm-smmu-v3.c): one command, and possibly far more than was asked for.
/// </summary>
/// <param name="Address">First address.</param>
/// <param name="Size">log2 of the number of pages.</param>
internal readonly record struct AtcSpan(ulong Address, byte Size)
{
    private const int PageShift = 12;

    /// <summary>Everything that the device caches.</summary>
    public static AtcSpan All => new(0, Command.SizeAll);

    /// <summary>Last address.</summary>
    public ulong Last => Address + (ulong)((UInt128.One << (Size + PageShift)) - 1);

    /// <summary>The smallest span that contains a range.</summary>
    /// <param name="address">First address.</param>
    /// <param name="sizeBytes">Bytes; 0 is everything.</param>
    public static AtcSpan Covering(ulong address, ulong sizeBytes)
    {
        if (sizeBytes == 0) return All;
        var last = checked(address + (sizeBytes - 1));
        // The highest bit in which the first and the last page differ: below it, the span has both values of every bit.
        var size = 64 - BitOperations.LeadingZeroCount((address >> PageShift) ^ (last >> PageShift));
        return new AtcSpan(address >> (PageShift + size - 1) >> 1 << 1 << (PageShift + size - 1), (byte)size);
    }

    /// <summary>The command.</summary>
    /// <param name="stream">The function whose cache is meant.</param>
    /// <param name="substream">0 is no substream: then the span goes for every PASID (Linux: IOMMU_NO_PASID).</param>
    public Command ToCommand(StreamId stream, SubstreamId substream) => default(Command) with
    {
        Opcode = CommandOpcode.AtcInv,
        StreamID = stream,
        SSV = substream.Value != 0,
        SubstreamID = substream,
        Address = Address,
        Size = Size,
    };
}
