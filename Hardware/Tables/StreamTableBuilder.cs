// Not modelled: the order and atomicity in which a live entry must be rewritten (3.21.3): Set writes eight doublewords at once.
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tables;

/// <summary>A stream table in memory (IHI 0070 3.3.1, 5.1), linear or of two levels, written as software would.</summary>
public sealed class StreamTableBuilder
{
    private const int EntryShift = 6;

    private readonly IPhysicalMemory _memory;
    private readonly FrameAllocator _frames;
    private readonly Pa _table;
    private readonly int _log2Size;
    private readonly int? _split;

    private StreamTableBuilder(IPhysicalMemory memory, FrameAllocator frames, int log2Size, int? split)
    {
        ArgumentNullException.ThrowIfNull(frames);
        (_memory, _frames, _log2Size, _split) = (memory, frames, log2Size, split);
        _table = frames.Allocate(split is { } bits ? Math.Max(log2Size - bits + 3, EntryShift) : log2Size + EntryShift);
    }

    /// <summary>A table of 2^<paramref name="log2Size"/> entries; all invalid.</summary>
    public static StreamTableBuilder Linear(IPhysicalMemory memory, FrameAllocator frames, int log2Size) =>
        new(memory, frames, log2Size, null);

    /// <summary>A level 1 table whose level 2 arrays are made when they are needed.</summary>
    /// <param name="memory">Where it is.</param>
    /// <param name="frames">What it is made of.</param>
    /// <param name="log2Size">log2 of the number of StreamIDs.</param>
    /// <param name="split">StreamID bits that index level 2: 6, 8 or 10.</param>
    public static StreamTableBuilder TwoLevel(IPhysicalMemory memory, FrameAllocator frames, int log2Size, int split) =>
        new(memory, frames, log2Size, split);

    /// <summary>The value of STRTAB_BASE.</summary>
    public StrtabBase Base => default(StrtabBase) with { ADDR = _table.Value };

    /// <summary>The value of STRTAB_BASE_CFG.</summary>
    public StrtabBaseCfg Configuration => _split is { } split
        ? default(StrtabBaseCfg) with { FMT = StreamTableFormat.TwoLevel, SPLIT = (byte)split, LOG2SIZE = (byte)_log2Size }
        : default(StrtabBaseCfg) with { LOG2SIZE = (byte)_log2Size };

    /// <summary>Writes the entry of a stream, and makes the level 2 array that it belongs to.</summary>
    public void Set(StreamId stream, in StreamTableEntry entry)
    {
        Span<ulong> words = stackalloc ulong[8];
        entry.CopyTo(words);
        TableMemory.Write(_memory, AddressOf(stream) ?? MakeArray(stream), words);
    }

    /// <summary>Where the entry of a stream is; null while its level 2 array does not exist.</summary>
    public Pa? AddressOf(StreamId stream)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)stream.Value, 1UL << _log2Size, nameof(stream));
        if (_split is not { } split) return new Pa(_table.Value + ((ulong)stream.Value << EntryShift));
        var descriptor = new L1StreamTableDescriptor(TableMemory.Read(_memory, AddressOfDescriptor(stream)));
        var index = stream.Value & ((1u << split) - 1);
        return descriptor.Span == 0 ? null : new Pa(descriptor.L2Ptr + ((ulong)index << EntryShift));
    }

    /// <summary>Where the level 1 descriptor of a stream is, in a table of two levels.</summary>
    public Pa AddressOfDescriptor(StreamId stream) => _split is { } split
        ? new Pa(_table.Value + ((ulong)(stream.Value >> split) << 3))
        : throw new InvalidOperationException("A linear stream table has no level 1 descriptors.");

    /// <summary>A level 1 descriptor that points to a new array, all of it invalid, for whoever links it.</summary>
    public L1StreamTableDescriptor NewArray()
    {
        var split = _split ?? throw new InvalidOperationException("A linear stream table has no level 2 arrays.");
        return default(L1StreamTableDescriptor) with { L2Ptr = _frames.Allocate(split + EntryShift).Value, Span = (byte)(split + 1) };
    }

    private Pa MakeArray(StreamId stream)
    {
        TableMemory.Write(_memory, AddressOfDescriptor(stream), [NewArray().Raw]);
        return AddressOf(stream)!.Value;
    }
}
