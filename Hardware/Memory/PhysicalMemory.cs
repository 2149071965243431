// Not modelled: memory types and attributes, write posting (see the store buffer of the simulation), ECC, memory above 2^52.
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Memory;

/// <summary>
/// RAM that costs only what is written: regions of the address space, each a table of 4 KiB frames made on the first
/// write. What lies in no region answers with an external abort. The one object that actors share: every access is a
/// single atomic doubleword, so threads may use it without a lock.
/// </summary>
public sealed class PhysicalMemory : IPhysicalMemory
{
    private const int FrameShift = 12;
    private const int FrameWords = 1 << (FrameShift - 3);
    private const int DirectoryShift = 21;
    private const int DirectoryFrames = 1 << (DirectoryShift - FrameShift);

    private readonly Region[] _regions;

    /// <summary>RAM in the given ranges of physical addresses.</summary>
    /// <param name="ranges">Base and length in bytes, both multiples of 4 KiB, disjoint.</param>
    /// <exception cref="ArgumentException">A range is empty, unaligned, too high or overlaps another.</exception>
    public PhysicalMemory(params ReadOnlySpan<(Pa Base, ulong LengthBytes)> ranges)
    {
        _regions = new Region[ranges.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            var (start, length) = (ranges[i].Base.Value, ranges[i].LengthBytes);
            if (length == 0 || ((start | length) & ((1UL << FrameShift) - 1)) != 0 || start >= 1UL << 52 || length > (1UL << 52) - start)
                throw new ArgumentException($"RAM {start:x}+{length:x} is empty, not of 4 KiB frames or beyond 52 bits.", nameof(ranges));
            for (var j = 0; j < i; j++)
            {
                if (start < _regions[j].Start + _regions[j].Length && _regions[j].Start < start + length)
                    throw new ArgumentException($"RAM ranges overlap at {start:x}.", nameof(ranges));
            }

            _regions[i] = new Region(start, length, new ulong[]?[]?[(length + (1UL << DirectoryShift) - 1) >> DirectoryShift]);
        }
    }

    /// <inheritdoc/>
    public bool TryRead64(Pa address, out ulong value)
    {
        var isThere = TryLook(address, out var frame);
        value = frame is null ? 0 : Volatile.Read(ref frame[(int)(address.Value >> 3) & (FrameWords - 1)]);
        return isThere;
    }

    /// <inheritdoc/>
    public bool TryWrite64(Pa address, ulong value)
    {
        if (!TryFind(address, out var frame, out var word)) return false;
        Volatile.Write(ref frame[word], value);
        return true;
    }

    /// <inheritdoc/>
    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        observed = 0;
        if (!TryFind(address, out var frame, out var word)) return false;
        observed = Interlocked.CompareExchange(ref frame[word], replacement, expected);
        return true;
    }

    /// <inheritdoc/>
    public bool TryClear(Pa address, ulong lengthBytes)
    {
        var (next, end) = (address.Value, address.Value + lengthBytes);
        while (next < end)
        {
            if (!TryLook(new Pa(next), out var frame)) return false;
            var frameEnd = Math.Min(end, (next | ((1UL << FrameShift) - 1)) + 1);
            if (frame is not null)
            {
                var words = frame.AsSpan((int)(next >> 3) & (FrameWords - 1), (int)((frameEnd - next) >> 3));
                foreach (ref var word in words)
                {
                    if (Volatile.Read(ref word) != 0) Volatile.Write(ref word, 0);
                }
            }

            next = frameEnd;
        }

        return true;
    }

    /// <summary>Makes everything 0, as if it were new; only while nobody else uses it.</summary>
    public void Clear()
    {
        foreach (var region in _regions)
        {
            foreach (var frames in region.Directory)
            {
                if (frames is null) continue;
                foreach (var frame in frames) frame?.AsSpan().Clear();
            }
        }
    }

    // A frame that is there, null if nothing was written to it; false if there is no memory.
    private bool TryLook(Pa address, out ulong[]? frame)
    {
        foreach (ref readonly var region in _regions.AsSpan())
        {
            var offset = address.Value - region.Start;
            if (offset >= region.Length) continue;
            var frames = Volatile.Read(ref region.Directory[(int)(offset >> DirectoryShift)]);
            frame = frames?[(int)(offset >> FrameShift) & (DirectoryFrames - 1)];
            return true;
        }

        frame = null;
        return false;
    }

    private bool TryFind(Pa address, out ulong[] frame, out int word)
    {
        foreach (ref readonly var region in _regions.AsSpan())
        {
            var offset = address.Value - region.Start;
            if (offset >= region.Length) continue;
            ref var table = ref region.Directory[(int)(offset >> DirectoryShift)];
            var frames = Volatile.Read(ref table) ?? Publish(ref table, new ulong[]?[DirectoryFrames]);
            ref var slot = ref frames[(int)(offset >> FrameShift) & (DirectoryFrames - 1)];
            frame = Volatile.Read(ref slot) ?? Publish(ref slot, new ulong[FrameWords]);
            word = (int)(offset >> 3) & (FrameWords - 1);
            return true;
        }

        frame = [];
        word = 0;
        return false;
    }

    // Two threads may make the same frame at once: the first to publish wins, so no write is lost in a frame nobody sees.
    private static T Publish<T>(ref T? slot, T made) where T : class => Interlocked.CompareExchange(ref slot, made, null) ?? made;

    private readonly record struct Region(ulong Start, ulong Length, ulong[]?[]?[] Directory);
}
