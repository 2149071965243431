using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Memory;

/// <summary>Accesses of more or less than one doubleword, for software that builds structures and for devices.</summary>
public static class PhysicalMemoryExtensions
{
    /// <summary>Writes consecutive doublewords from an 8-byte aligned address; false if any of them aborts.</summary>
    public static bool TryWrite(this IPhysicalMemory memory, Pa address, ReadOnlySpan<ulong> words)
    {
        ArgumentNullException.ThrowIfNull(memory);
        for (var i = 0; i < words.Length; i++)
        {
            if (!memory.TryWrite64(new Pa(address.Value + (8 * (ulong)i)), words[i])) return false;
        }

        return true;
    }

    /// <summary>Reads consecutive doublewords from an 8-byte aligned address; false if any of them aborts.</summary>
    public static bool TryRead(this IPhysicalMemory memory, Pa address, Span<ulong> words)
    {
        ArgumentNullException.ThrowIfNull(memory);
        for (var i = 0; i < words.Length; i++)
        {
            if (!memory.TryRead64(new Pa(address.Value + (8 * (ulong)i)), out words[i])) return false;
        }

        return true;
    }

    /// <summary>Writes an aligned 32-bit word (an MSI payload) without disturbing its neighbour; false is an external abort.</summary>
    public static bool TryWrite32(this IPhysicalMemory memory, Pa address, uint value)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var shift = (int)(address.Value & 4) * 8;
        var doubleword = new Pa(address.Value & ~7UL);
        if (!memory.TryRead64(doubleword, out var expected)) return false;
        var (mask, word) = (0xffff_ffffUL << shift, (ulong)value << shift);
        while (memory.TryCompareExchange64(doubleword, expected, (expected & ~mask) | word, out var observed))
        {
            if (observed == expected) return true;
            expected = observed;
        }

        return false;
    }
}
