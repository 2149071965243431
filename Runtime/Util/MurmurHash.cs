namespace Akka.Util;

/// <summary>32-bit MurmurHash3: the same in every process, unlike the framework's hash codes.</summary>
public static class MurmurHash
{
    private const uint Seed = 0x3c074a61;

    /// <summary>Hash of the UTF-16 code units of a string.</summary>
    public static int StringHash(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return ByteHash(System.Runtime.InteropServices.MemoryMarshal.AsBytes(s.AsSpan()));
    }

    /// <summary>Hash of bytes.</summary>
    public static int ByteHash(byte[] b) => ByteHash(b.AsSpan());

    /// <summary>Hash of bytes.</summary>
    public static int ByteHash(ReadOnlySpan<byte> data)
    {
        var h = Seed;
        var length = data.Length;
        while (data.Length >= 4)
        {
            h ^= Mix(System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data));
            h = (System.Numerics.BitOperations.RotateLeft(h, 13) * 5) + 0xe6546b64;
            data = data[4..];
        }

        uint tail = 0;
        for (var i = data.Length - 1; i >= 0; i--) tail = (tail << 8) | data[i];
        if (data.Length > 0) h ^= Mix(tail);
        return (int)Avalanche(h ^ (uint)length);
    }

    internal static uint Avalanche(uint h)
    {
        h ^= h >> 16;
        h *= 0x85ebca6b;
        h ^= h >> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >> 16);
    }

    private static uint Mix(uint k) => System.Numerics.BitOperations.RotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
}
