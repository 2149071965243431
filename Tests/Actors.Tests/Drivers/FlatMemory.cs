using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>A few words from address 0 that are copied as a whole.</summary>
internal sealed class FlatMemory(int words) : IPhysicalMemory
{
    public ulong[] Words { get; private init; } = new ulong[words];

    public FlatMemory Copy() => new(0) { Words = [.. Words] };

    public bool TryRead64(Pa address, out ulong value)
    {
        value = Words[address.Value / 8];
        return true;
    }

    public bool TryWrite64(Pa address, ulong value)
    {
        Words[address.Value / 8] = value;
        return true;
    }

    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        observed = Words[address.Value / 8];
        if (observed == expected) Words[address.Value / 8] = replacement;
        return true;
    }
}
