// Not modelled: the order and atomicity in which a live descriptor must be rewritten (3.21.3).
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tables;

/// <summary>A table of context descriptors in memory (IHI 0070 5.3, 5.4): one descriptor, an array, or two levels.</summary>
public sealed class ContextTableBuilder
{
    private const int EntryShift = 6;

    private readonly IPhysicalMemory _memory;
    private readonly FrameAllocator _frames;
    private readonly Func<Pa, ulong> _pointerOf;
    private readonly Pa _table;
    private readonly Dictionary<uint, Pa> _leaves = [];

    /// <param name="memory">Where it is.</param>
    /// <param name="frames">What it is made of.</param>
    /// <param name="format">Array or two levels; two levels make their leaf tables when they are needed.</param>
    /// <param name="log2Count">log2 of the number of descriptors, STE.S1CDMax.</param>
    /// <param name="pointerOf">What is written to point at an address, where that is not the address itself: its IPA.</param>
    public ContextTableBuilder(
        IPhysicalMemory memory,
        FrameAllocator frames,
        SteS1Fmt format = SteS1Fmt.Linear,
        int log2Count = 0,
        Func<Pa, ulong>? pointerOf = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        (_memory, _frames, _pointerOf) = (memory, frames, pointerOf ?? (address => address.Value));
        (Format, Log2Count) = (format, log2Count);
        _table = frames.Allocate(IsTwoLevel ? Math.Max(log2Count - LeafBits + 3, EntryShift) : log2Count + EntryShift);
    }

    /// <summary>STE.S1Fmt.</summary>
    public SteS1Fmt Format { get; }

    /// <summary>STE.S1CDMax.</summary>
    public int Log2Count { get; }

    /// <summary>STE.S1ContextPtr.</summary>
    public ulong Pointer => _pointerOf(_table);

    /// <summary>The entry with its fields that locate this table.</summary>
    public StreamTableEntry AttachedTo(in StreamTableEntry entry) =>
        entry with { S1ContextPtr = Pointer, S1Fmt = Format, S1CDMax = (byte)Log2Count };

    /// <summary>Writes the descriptor at an index, and makes the leaf table that it belongs to.</summary>
    public void Set(uint index, in ContextDescriptor descriptor)
    {
        Span<ulong> words = stackalloc ulong[8];
        descriptor.CopyTo(words);
        TableMemory.Write(_memory, AddressOf(index) ?? MakeLeaf(index), words);
    }

    /// <summary>Where the descriptor at an index is; null while its leaf table does not exist.</summary>
    public Pa? AddressOf(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, 1u << Log2Count);
        if (!IsTwoLevel) return new Pa(_table.Value + ((ulong)index << EntryShift));
        var offset = (ulong)(index & ((1u << LeafBits) - 1)) << EntryShift;
        return _leaves.TryGetValue(index >> LeafBits, out var leaf) ? new Pa(leaf.Value + offset) : null;
    }

    /// <summary>Where the level 1 descriptor of an index is, in a table of two levels.</summary>
    public Pa AddressOfL1Descriptor(uint index) => IsTwoLevel
        ? new Pa(_table.Value + ((ulong)(index >> LeafBits) << 3))
        : throw new InvalidOperationException("A linear table has no level 1 descriptors.");

    private bool IsTwoLevel => Format is SteS1Fmt.TwoLevel4K or SteS1Fmt.TwoLevel64K;

    private int LeafBits => Format == SteS1Fmt.TwoLevel64K ? 10 : 6;

    /// <summary>
    /// Takes a leaf table for an index; nothing points to it until the caller has written what is returned to
    /// <see cref="AddressOfL1Descriptor"/>.
    /// </summary>
    public L1ContextDescriptor NewLeaf(uint index)
    {
        var leaf = _frames.Allocate(LeafBits + EntryShift);
        _leaves.Add(index >> LeafBits, leaf);
        return default(L1ContextDescriptor) with { V = true, L2Ptr = _pointerOf(leaf) };
    }

    /// <summary>Bytes of a leaf table.</summary>
    public ulong LeafBytes => 1UL << (LeafBits + EntryShift);

    private Pa MakeLeaf(uint index)
    {
        var descriptor = NewLeaf(index);
        TableMemory.Write(_memory, AddressOfL1Descriptor(index), [descriptor.Raw]);
        return AddressOf(index)!.Value;
    }
}
