using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Memory as one processor sees it: its own stores at once, others later. A store may wait until the next barrier, and pass another on
/// its way (the memory model of Armv8; Linux: dma_wmb, smp_mb).
/// </summary>
internal sealed class StoreBuffer(IPhysicalMemory memory, IChoices choices) : IPhysicalMemory
{
    private readonly List<(Pa Address, ulong Value)> _waiting = [];

    /// <inheritdoc/>
    public bool TryRead64(Pa address, out ulong value)
    {
        var index = _waiting.FindLastIndex(store => store.Address == address);
        if (index < 0) return memory.TryRead64(address, out value);
        value = _waiting[index].Value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryWrite64(Pa address, ulong value)
    {
        var waits = choices.Choose(Freedom.StoreDelay, 2) != 0;
        if (!waits && !_waiting.Exists(store => store.Address == address)) return memory.TryWrite64(address, value);
        _waiting.Add((address, value));
        return memory.TryRead64(address, out _);
    }

    /// <inheritdoc/>
    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        Barrier();
        return memory.TryCompareExchange64(address, expected, replacement, out observed);
    }

    /// <summary>What was stored before is visible to everybody.</summary>
    public void Barrier()
    {
        foreach (var (address, value) in _waiting) memory.Store(address, value);
        _waiting.Clear();
    }
}
