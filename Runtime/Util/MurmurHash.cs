using System.Numerics;

namespace Akka.Util;

/// <summary>
/// The hash that Akka took from the library of Scala 2.9: the same in every process, unlike the framework's hash codes. Each 32-bit word is
/// mixed in with two magic values, which change from word to word.
/// </summary>
public static class MurmurHash
{
    private const uint FirstMagicA = 0x95543787;
    private const uint FirstMagicB = 0x2ad7eb25;
    private const uint StringSeed = 0x331df49;
    private const uint ArraySeed = 0x3c074a61;

    /// <summary>Hash of the UTF-16 code units of a string, two to a word.</summary>
    public static int StringHash(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var state = new State((uint)s.Length * StringSeed);
        var i = 0;
        for (; i + 1 < s.Length; i += 2) state.Mix((uint)((s[i] << 16) + s[i + 1]));
        if (i < s.Length) state.Mix(s[i]);
        return state.End();
    }

    /// <summary>Hash of bytes, each a word.</summary>
    public static int ByteHash(byte[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        var state = new State((uint)b.Length * ArraySeed);
        foreach (var each in b) state.Mix(each);
        return state.End();
    }

    /// <summary>Hash of a number that follows from a hash.</summary>
    internal static int Continued(int hash, int number)
    {
        var state = new State((uint)hash);
        state.Mix((uint)number);
        return state.End();
    }

    internal static uint Avalanche(uint h)
    {
        h ^= h >> 16;
        h *= 0x85ebca6b;
        h ^= h >> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >> 16);
    }

    private struct State(uint seed)
    {
        private uint _hash = seed ^ 0x971e137b;
        private uint _magicA = FirstMagicA;
        private uint _magicB = FirstMagicB;

        public void Mix(uint word)
        {
            _hash = ((_hash ^ (BitOperations.RotateLeft(word * _magicA, 11) * _magicB)) * 3) + 0x52dce729;
            _magicA = (_magicA * 5) + 0x7b7d159c;
            _magicB = (_magicB * 5) + 0x6bce6396;
        }

        public readonly int End() => (int)Avalanche(_hash);
    }
}
