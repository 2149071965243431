// Not modelled: a physical memory map with holes, NUMA, contiguity beyond one block; one range of RAM serves all tables.
using System.Numerics;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tables;

/// <summary>
/// Hands out zeroed blocks of memory for tables and queues: a pointer that moves up, and a list per size of what came
/// back. The same calls give the same addresses.
/// </summary>
public sealed class FrameAllocator
{
    private readonly IPhysicalMemory _memory;
    private readonly ulong _end;
    private readonly Dictionary<int, Stack<ulong>> _returned = [];
    private ulong _next;

    /// <param name="memory">Where the blocks are; zeroed when handed out.</param>
    /// <param name="start">First address that may be handed out.</param>
    /// <param name="lengthBytes">Bytes that may be handed out.</param>
    public FrameAllocator(IPhysicalMemory memory, Pa start, ulong lengthBytes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (_memory, _next, _end) = (memory, start.Value, start.Value + lengthBytes);
    }

    /// <summary>Blocks that are handed out and have not come back.</summary>
    public int Outstanding { get; private set; }

    /// <summary>A block of 2^<paramref name="log2Bytes"/> bytes, aligned to its size, all zeros.</summary>
    /// <exception cref="InvalidOperationException">The range is used up, or not memory.</exception>
    public Pa Allocate(int log2Bytes)
    {
        var block = AllocateAsIs(log2Bytes);
        // A doubleword that is zero is left alone: memory costs what is written.
        if (!_memory.TryClear(block, 1UL << log2Bytes))
            throw new InvalidOperationException($"There is no memory at 0x{block.Value:x}+{1UL << log2Bytes:x}.");
        return block;
    }

    /// <summary>The same, with what its last user left in it.</summary>
    /// <exception cref="InvalidOperationException">The range is used up.</exception>
    public Pa AllocateAsIs(int log2Bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(log2Bytes, 3);
        Outstanding++;
        if (_returned.TryGetValue(log2Bytes, out var returned) && returned.TryPop(out var reused)) return new Pa(reused);
        var size = 1UL << log2Bytes;
        var address = (_next + size - 1) & ~(size - 1);
        if (address + size > _end) throw new InvalidOperationException($"No block of {size} bytes is left below 0x{_end:x}.");
        _next = address + size;
        return new Pa(address);
    }

    /// <summary>Takes a block back; the next of its size is this one.</summary>
    public void Free(Pa block, int log2Bytes)
    {
        if (!_returned.TryGetValue(log2Bytes, out var returned)) _returned.Add(log2Bytes, returned = new Stack<ulong>());
        returned.Push(block.Value);
        Outstanding--;
    }

    /// <summary>log2 of the smallest block that holds this many bytes.</summary>
    public static int Log2Of(ulong bytes) => bytes <= 8 ? 3 : BitOperations.Log2(bytes - 1) + 1;
}
