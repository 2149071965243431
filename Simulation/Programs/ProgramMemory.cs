using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Format;

namespace ActorIommu.Simulation.Programs;

/// <summary>
/// The memory of the machine that the programs were recorded on: RAM of zeros with twelve frames in which every word holds
/// its own address. Costs only what is written, since thousands of machines are made.
/// </summary>
internal sealed class ProgramMemory : IPhysicalMemory
{
    /// <summary>First address of RAM.</summary>
    public const ulong RamBase = 0x4000_0000;

    /// <summary>Bytes of RAM.</summary>
    public const ulong RamBytes = 0x1000_0000;

    /// <summary>First address of the data frames.</summary>
    public const ulong FramesBase = 0x4800_0000;

    /// <summary>Twelve frames of 64 KiB.</summary>
    public const ulong FramesBytes = 12 << 16;

    private readonly Dictionary<ulong, ulong> _words = [];

    /// <summary>True inside of RAM.</summary>
    public static bool IsRam(ulong address) => address - RamBase < RamBytes;

    /// <summary>True inside of the data frames.</summary>
    public static bool IsFrame(ulong address) => address - FramesBase < FramesBytes;

    /// <summary>Writes what software writes; words outside of RAM are lost.</summary>
    public void Write(in ProgramWrite write)
    {
        var words = write.Words.Span;
        for (var i = 0; i < words.Length; i++) TryWrite64(new Pa(write.Address + (8 * (ulong)i)), words[i]);
    }

    /// <inheritdoc/>
    public bool TryRead64(Pa address, out ulong value)
    {
        var word = address.Value & ~7UL;
        value = IsRam(word) ? 0 : BoardMap.Floating(word);
        if (!IsRam(word)) return BoardMap.Of(word) == Backing.Present;
        if (!_words.TryGetValue(word, out value) && IsFrame(word)) value = word | ((word + 4) << 32);
        return true;
    }

    /// <inheritdoc/>
    public bool TryWrite64(Pa address, ulong value)
    {
        if (!IsRam(address.Value)) return false;
        _words[address.Value & ~7UL] = value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed) =>
        TryRead64(address, out observed) && (observed != expected || TryWrite64(address, replacement));
}
