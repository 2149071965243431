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

    /// <summary>
    /// Reads 1, 2, 4 or 8 bytes at an address aligned to that size; false is an external abort.
    /// </summary>
    public static bool TryRead(this IPhysicalMemory memory, Pa address, int sizeBytes, out ulong value)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var (doubleword, shift, mask) = Locate(address, sizeBytes);
        var read = memory.TryRead64(doubleword, out value);
        value = (value >> shift) & mask;
        return read;
    }

    /// <summary>
    /// Writes 1, 2, 4 or 8 bytes at an address aligned to that size without disturbing their neighbours; false is an external abort.
    /// </summary>
    public static bool TryWrite(this IPhysicalMemory memory, Pa address, int sizeBytes, ulong value)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var (doubleword, shift, mask) = Locate(address, sizeBytes);
        if (sizeBytes == 8) return memory.TryWrite64(doubleword, value);
        if (!memory.TryRead64(doubleword, out var expected)) return false;
        while (memory.TryCompareExchange64(
            doubleword, expected, (expected & ~(mask << shift)) | ((value & mask) << shift), out var observed))
        {
            if (observed == expected) return true;
            expected = observed;
        }

        return false;
    }

    private static (Pa Doubleword, int Shift, ulong Mask) Locate(Pa address, int sizeBytes)
    {
        if (sizeBytes is not (1 or 2 or 4 or 8))
            throw new ArgumentOutOfRangeException(nameof(sizeBytes), sizeBytes, "An access has 1, 2, 4 or 8 bytes.");
        return (new Pa(address.Value & ~7UL), (int)(address.Value & (ulong)(8 - sizeBytes)) * 8, ulong.MaxValue >> (64 - (8 * sizeBytes)));
    }
}
