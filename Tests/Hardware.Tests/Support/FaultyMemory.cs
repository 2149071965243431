using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>Memory in which chosen doublewords answer with an external abort.</summary>
internal sealed class FaultyMemory(IPhysicalMemory inner) : IPhysicalMemory
{
    private readonly HashSet<ulong> _broken = [];

    public int Reads { get; private set; }

    public void Break(Pa address) => _broken.Add(address.Value & ~7UL);

    public void Repair() => _broken.Clear();

    public bool TryRead64(Pa address, out ulong value)
    {
        Reads++;
        value = 0;
        return !_broken.Contains(address.Value & ~7UL) && inner.TryRead64(address, out value);
    }

    public bool TryWrite64(Pa address, ulong value) => !_broken.Contains(address.Value & ~7UL) && inner.TryWrite64(address, value);

    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        observed = 0;
        return !_broken.Contains(address.Value & ~7UL) && inner.TryCompareExchange64(address, expected, replacement, out observed);
    }
}
