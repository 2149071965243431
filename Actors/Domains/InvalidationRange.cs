using System.Numerics;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Domains;

/// <summary>Input addresses whose translations changed, and the TLBI commands for them, as Linux splits them (arm-smmu-v3.c).</summary>
/// <param name="Address">First address, aligned to the page.</param>
/// <param name="SizeBytes">Bytes, whole pages; 0 and all ones are the whole address space.</param>
/// <param name="GranuleBytes">Size of the entries that changed: a page or a block.</param>
/// <param name="Page">Granule of the tables.</param>
/// <param name="LeafOnly">Only leaf descriptors changed; else tables went, too.</param>
internal readonly record struct InvalidationRange(ulong Address, ulong SizeBytes, ulong GranuleBytes, Granule Page, bool LeafOnly)
{
    // IHI 0070 4.4.1.1: NUM has 5 bits; of SCALE, bit 25 of the command needs IDR5.DS.
    private const int NumMask = 31;
    private const int MaxScale = 31;

    /// <summary>The commands, in order.</summary>
    /// <param name="byAddress">A command by address with its tags: CMD_TLBI_NH_VA, CMD_TLBI_EL2_VA, CMD_TLBI_S2_IPA ...</param>
    /// <param name="whole">What stands for it when the range is too large: CMD_TLBI_NH_ASID, CMD_TLBI_S12_VMALL ...</param>
    /// <param name="hasRanges">IDR3.RIL.</param>
    /// <param name="bugs">Defects; none if null.</param>
    public IReadOnlyList<Command> Commands(Command byAddress, Command whole, bool hasRanges, BugSet? bugs = null)
    {
        if (SizeBytes is 0 or ulong.MaxValue) return [whole];
        var offset = Page.PageSizeBytes - 1;
        if (((Address | SizeBytes) & offset) != 0)
            throw new InvalidOperationException($"0x{Address:x}, 0x{SizeBytes:x} bytes, are no whole pages.");
        if (Address + (SizeBytes - 1) < Address)
            throw new InvalidOperationException($"0x{Address:x}, 0x{SizeBytes:x} bytes, pass the end of the address space.");
        if (!BitOperations.IsPow2(GranuleBytes) || GranuleBytes < Page.PageSizeBytes)
            throw new InvalidOperationException($"0x{GranuleBytes:x} is no size of a page or a block.");
        var template = byAddress with { Leaf = LeafOnly };
        return hasRanges ? Ranges(template, whole, bugs ?? BugSet.None) : Singles(template, whole);
    }

    // One command an entry; as many as a table has entries are too many (Linux: MAX_TLBI_OPS follows from the granule).
    private List<Command> Singles(Command template, Command whole)
    {
        var shift = BitOperations.Log2(GranuleBytes);
        if (SizeBytes >> (shift - 3) >= GranuleBytes) return [whole];
        List<Command> commands = [];
        for (var done = 0UL; done < SizeBytes; done += GranuleBytes) commands.Add(template with { Address = Address + done });
        return commands;
    }

    private List<Command> Ranges(Command template, Command whole, BugSet bugs)
    {
        var shift = Page.PageShift;
        var pages = SizeBytes >> shift;
        // Linux has no answer here, for SCALE would lose its upper bits.
        if (pages > (NumMask + 1UL) << MaxScale) return [whole];
        // 4.4.1.1: NUM, SCALE and TTL all 0 is reserved. Without a TTL, a single page at the start is made two: one page more at the end.
        if (!LeafOnly && (pages & NumMask) == 1 && !bugs.Has(Bug.RangeTtl0Single)) pages++;
        template = template with { TG = GranuleField, TTL = LeafOnly ? LeafLevel : TlbiLevel.Any };
        List<Command> commands = [];
        var address = Address;
        while (pages != 0)
        {
            var scale = Math.Min(BitOperations.TrailingZeroCount(pages), MaxScale);
            var units = scale == MaxScale ? pages >> scale : (pages >> scale) & NumMask;
            commands.Add(template with { Address = address, SCALE = (byte)scale, NUM = (byte)(units - 1) });
            pages -= units << scale;
            address += units << scale << shift;
        }

        return commands;
    }

    private TlbiGranule GranuleField => Page switch
    {
        Granule.K4 => TlbiGranule.K4,
        Granule.K16 => TlbiGranule.K16,
        _ => TlbiGranule.K64,
    };

    // The level at which an entry of the size is a leaf: each level above the last resolves as many bits as a table does.
    private TlbiLevel LeafLevel => (TlbiLevel)Math.Max(0, 4 - ((BitOperations.Log2(GranuleBytes) - 3) / Page.IndexBits));
}
