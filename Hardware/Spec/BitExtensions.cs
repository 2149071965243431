using System.Runtime.CompilerServices;

namespace ActorIommu.Hardware.Spec;

/// <summary>
/// Bit fields of dwords and words, written as the specification prints them. Positions may be counted over the whole structure:
/// only their low six bits (five for a word) are used, so <c>D1.Bits(65, 64)</c> reads [65:64] of a structure whose second dword is D1.
/// </summary>
public static class BitExtensions
{
    extension(ulong raw)
    {
        /// <summary>The field [high:low], moved down to bit 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Bits(int high, int low) => (raw >> (low & 63)) & (ulong.MaxValue >> (63 - (high - low)));

        /// <summary>The bit <paramref name="position"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Bit(int position) => ((raw >> (position & 63)) & 1) != 0;

        /// <summary>This dword with the field [high:low] replaced by the low bits of <paramref name="value"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong WithBits(int high, int low, ulong value) => raw.WithAddressBits(high, low, value << (low & 63));

        /// <summary>This dword with the bit <paramref name="position"/> replaced.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong WithBit(int position, bool value) => raw.WithBits(position, position, value ? 1UL : 0UL);

        /// <summary>The field [high:low] left where it is: an address whose other bits are zero.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong AddressBits(int high, int low) => raw & Mask(high, low);

        /// <summary>This dword with the field [high:low] replaced by the same bits of <paramref name="address"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong WithAddressBits(int high, int low, ulong address) => (raw & ~Mask(high, low)) | (address & Mask(high, low));
    }

    extension(uint raw)
    {
        /// <summary>The field [high:low], moved down to bit 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Bits(int high, int low) => (raw >> (low & 31)) & (uint.MaxValue >> (31 - (high - low)));

        /// <summary>The bit <paramref name="position"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Bit(int position) => ((raw >> (position & 31)) & 1) != 0;

        /// <summary>This word with the field [high:low] replaced by the low bits of <paramref name="value"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint WithBits(int high, int low, uint value) => (uint)((ulong)raw).WithBits(high & 31, low & 31, value);

        /// <summary>This word with the bit <paramref name="position"/> replaced.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint WithBit(int position, bool value) => raw.WithBits(position, position, value ? 1U : 0U);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(int high, int low) => (ulong.MaxValue >> (63 - (high - low))) << (low & 63);
}
