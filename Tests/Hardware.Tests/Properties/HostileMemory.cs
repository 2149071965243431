using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>8 MiB at 0x40000000 that is cheap to clear and counts what is read, so that a walk without end is found.</summary>
internal sealed class HostileMemory : IPhysicalMemory
{
    public const ulong Start = 0x4000_0000;
    public const ulong LengthBytes = 0x80_0000;

    private readonly ulong[] _words = new ulong[LengthBytes / 8];
    private readonly List<int> _dirty = [];

    public int Reads { get; private set; }

    public int Limit { get; private set; }

    /// <summary>The addresses that hold something.</summary>
    public IReadOnlyList<int> Dirty => _dirty;

    public void Clear()
    {
        foreach (var word in _dirty) _words[word] = 0;
        _dirty.Clear();
        Allow(int.MaxValue);
    }

    /// <summary>The next operation may read this often.</summary>
    public void Allow(int reads) => (Reads, Limit) = (0, reads);

    public ulong this[int word]
    {
        get => _words[word];
        set
        {
            if (_words[word] == 0) _dirty.Add(word);
            _words[word] = value;
        }
    }

    /// <summary>Writes where there is memory; elsewhere nothing happens.</summary>
    public void Poke(ulong address, params ReadOnlySpan<ulong> words)
    {
        for (var i = 0; i < words.Length; i++) TryWrite64(new Pa(address + (8 * (ulong)i)), words[i]);
    }

    public bool TryRead64(Pa address, out ulong value)
    {
        if (++Reads > Limit) throw new InvalidOperationException($"More than {Limit} reads.");
        var offset = address.Value - Start;
        value = offset < LengthBytes ? _words[offset >> 3] : 0;
        return offset < LengthBytes;
    }

    public bool TryWrite64(Pa address, ulong value)
    {
        var offset = address.Value - Start;
        if (offset >= LengthBytes) return false;
        this[(int)(offset >> 3)] = value;
        return true;
    }

    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        var offset = address.Value - Start;
        observed = offset < LengthBytes ? _words[offset >> 3] : 0;
        if (offset >= LengthBytes) return false;
        if (observed == expected) this[(int)(offset >> 3)] = replacement;
        return true;
    }
}
