// Not modelled: the contiguous bit, nT, hardware updates, break-before-make (Map replaces in place), concurrent builders.
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tables;

/// <summary>A translation table in memory, of either stage, as software builds it: tables appear when a mapping needs them.</summary>
public sealed class PageTableBuilder
{
    private readonly IPhysicalMemory _memory;
    private readonly FrameAllocator _frames;
    private readonly Func<Pa, ulong> _pointerOf;
    private readonly Dictionary<ulong, Pa> _tables = [];

    /// <param name="memory">Where the tables are.</param>
    /// <param name="frames">What they are made of.</param>
    /// <param name="shape">Granule, size and start level.</param>
    /// <param name="pointerOf">What is written to point at a table: its IPA where stage 2 translates; the address itself if null.</param>
    public PageTableBuilder(IPhysicalMemory memory, FrameAllocator frames, PageTableShape shape, Func<Pa, ulong>? pointerOf = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        (_memory, _frames, Shape, _pointerOf) = (memory, frames, shape, pointerOf ?? (address => address.Value));
        // 5.4, TTB0: at least 64 bytes, for 52-bit output addresses.
        Root = frames.Allocate(Math.Max(shape.Log2RootBytes, 6));
    }

    /// <summary>A readable, writable, executable stage 1 leaf: AF, nG, AP = 0b01, inner shareable.</summary>
    public static Descriptor StageOneLeaf =>
        default(Descriptor) with { AF = true, NG = true, AP = Stage1Access.ReadWrite, SH = Shareability.InnerShareable };

    /// <summary>A readable, writable, executable stage 2 leaf: AF, S2AP = 0b11, Normal write-back.</summary>
    public static Descriptor StageTwoLeaf =>
        default(Descriptor) with { AF = true, S2AP = Stage2Access.ReadWrite, MemAttr = Stage2MemAttr.NormalWriteBack };

    /// <summary>Granule, size and start level.</summary>
    public PageTableShape Shape { get; }

    /// <summary>Where the first table is.</summary>
    public Pa Root { get; }

    /// <summary>CD.TTB0, CD.TTB1 or STE.S2TTB.</summary>
    public ulong Pointer => _pointerOf(Root);

    /// <summary>Maps one page or block; what was mapped there at the same level is replaced.</summary>
    /// <param name="input">Input address; bits below the size of the level are ignored.</param>
    /// <param name="output">Output address; likewise.</param>
    /// <param name="level">3 for a page, less for a block.</param>
    /// <param name="leaf">Attributes: the descriptor without address and type.</param>
    /// <param name="table">Attributes of table descriptors that have to be made (APTable, PXNTable, UXNTable).</param>
    public void Map(ulong input, ulong output, int level, Descriptor leaf, Descriptor table = default)
    {
        if (!Shape.AllowsLeaf(level) || level < Shape.StartLevel)
            throw new ArgumentOutOfRangeException(nameof(level), level, $"No leaf stands at this level of {Shape}.");
        var kind = level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block;
        var descriptor = (leaf with { Kind = kind }).WithOutputAddress(output, Shape.Log2Size(level), Shape.Format);
        Write(MakeDescriptor(input, level, table), descriptor);
    }

    /// <summary>Maps a range with pages, or with the largest blocks that both addresses allow.</summary>
    public void MapRange(ulong input, ulong output, ulong lengthBytes, Descriptor leaf, bool useBlocks = true)
    {
        for (var done = 0UL; done < lengthBytes;)
        {
            var level = useBlocks ? LargestLeaf((input + done) | (output + done), lengthBytes - done) : 3;
            Map(input + done, output + done, level, leaf);
            done += 1UL << Shape.Log2Size(level);
        }
    }

    /// <summary>Clears the leaf that maps an address; its tables stay. False if there is none.</summary>
    public bool Unmap(ulong input)
    {
        if (LeafOf(input) is not { } leaf) return false;
        Write(leaf, default);
        return true;
    }

    /// <summary>
    /// Unlinks and frees the tables on the way to an address that hold nothing, from below; answers how many. Hardware may
    /// still hold a cached pointer to them: invalidate before the frames are used again.
    /// </summary>
    public int FreeEmptyTables(ulong input)
    {
        var freed = 0;
        for (var level = 3; level > Shape.StartLevel; level--)
        {
            if (TableAt(input, level) is not { } table) continue;
            if (!IsEmpty(table)) break;
            var link = AddressOfDescriptor(input, level - 1)!.Value;
            _tables.Remove(Read(link).OutputAddress(Shape.Granule.PageShift, Shape.Format));
            Write(link, default);
            _frames.Free(table, Shape.Granule.PageShift);
            freed++;
        }

        return freed;
    }

    /// <summary>Where the descriptor of an address at a level is; null if the tables do not reach so far.</summary>
    public Pa? AddressOfDescriptor(ulong input, int level) =>
        TableAt(input, level) is { } table ? new Pa(table.Value + (8 * (ulong)Shape.Index(level, input))) : null;

    /// <summary>The descriptor at an address in memory.</summary>
    public Descriptor Read(Pa descriptor) => new(TableMemory.Read(_memory, descriptor));

    /// <summary>Writes a descriptor whatever it means, for tests of what hardware makes of it.</summary>
    public void Write(Pa address, Descriptor descriptor) => TableMemory.Write(_memory, address, [descriptor.Raw]);

    /// <summary>Where the descriptor of an address at a level is, after its tables were made.</summary>
    public Pa MakeDescriptor(ulong input, int level, Descriptor table = default)
    {
        for (var above = Shape.StartLevel; above < level; above++)
        {
            var link = AddressOfDescriptor(input, above)!.Value;
            var descriptor = Read(link);
            if (descriptor.Kind == DescriptorKind.TableOrPage) continue;
            if (descriptor.Valid) throw new InvalidOperationException($"0x{input:x} is mapped by a block of level {above}.");
            var made = _frames.Allocate(Shape.Granule.PageShift);
            var pointer = _pointerOf(made);
            _tables.Add(pointer, made);
            var linked = table with { Kind = DescriptorKind.TableOrPage };
            Write(link, linked.WithOutputAddress(pointer, Shape.Granule.PageShift, Shape.Format));
        }

        return AddressOfDescriptor(input, level)!.Value;
    }

    private Pa? TableAt(ulong input, int level)
    {
        var table = Root;
        for (var above = Shape.StartLevel; above < level; above++)
        {
            var descriptor = Read(new Pa(table.Value + (8 * (ulong)Shape.Index(above, input))));
            if (descriptor.Kind != DescriptorKind.TableOrPage) return null;
            table = _tables[descriptor.OutputAddress(Shape.Granule.PageShift, Shape.Format)];
        }

        return table;
    }

    private Pa? LeafOf(ulong input)
    {
        for (var level = Shape.StartLevel; level <= 3; level++)
        {
            if (AddressOfDescriptor(input, level) is not { } address) return null;
            var kind = Read(address).Kind;
            if (kind == (level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block)) return address;
        }

        return null;
    }

    private bool IsEmpty(Pa table)
    {
        for (var offset = 0UL; offset < Shape.Granule.PageSizeBytes; offset += 8)
        {
            if (Read(new Pa(table.Value + offset)).Valid) return false;
        }

        return true;
    }

    private int LargestLeaf(ulong addresses, ulong lengthBytes)
    {
        for (var level = Shape.StartLevel; level < 3; level++)
        {
            var size = 1UL << Shape.Log2Size(level);
            if (Shape.AllowsLeaf(level) && (addresses & (size - 1)) == 0 && lengthBytes >= size) return level;
        }

        return 3;
    }
}
