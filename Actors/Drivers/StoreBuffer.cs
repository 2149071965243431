using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Memory as one processor sees it: its own stores at once, others later. A store may wait until the next barrier, and pass another on
/// its way (the memory model of Armv8; Linux: dma_wmb, smp_mb).
/// </summary>
/// <param name="memory">What everybody shares.</param>
/// <param name="choices">When a store becomes visible.</param>
/// <param name="history">Who is told when it does.</param>
/// <param name="operation">On whose behalf.</param>
internal sealed class StoreBuffer(IPhysicalMemory memory, IChoices choices, IHistory history, OperationId operation) : IPhysicalMemory
{
    private readonly List<Waiting> _waiting = [];

    /// <summary>On whose behalf.</summary>
    public OperationId Operation { get; set; } = operation;

    /// <summary>Who is told what happens.</summary>
    public IHistory History => history;

    /// <inheritdoc/>
    public bool TryRead64(Pa address, out ulong value)
    {
        var index = LastOf(address);
        if (index < 0) return memory.TryRead64(address, out value);
        value = _waiting[index].Value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryWrite64(Pa address, ulong value)
    {
        if (!memory.TryRead64(address, out _)) return false;
        Store(address, value, null);
        return true;
    }

    /// <inheritdoc/>
    public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
    {
        Barrier();
        return memory.TryCompareExchange64(address, expected, replacement, out observed);
    }

    /// <summary>A store, and what the history says of it, from what was there, when it is visible.</summary>
    public void Store(Pa address, ulong value, Func<ulong, IHistoryEvent>? describe)
    {
        var store = new Waiting(address, value, describe);
        if (choices.Choose(Freedom.StoreDelay, 2) != 0 || LastOf(address) >= 0) _waiting.Add(store);
        else Show(store);
    }

    /// <summary>The first contents of a table, all zeros; they are visible together, for nobody looks at one before another.</summary>
    public void Clear(Pa table, ulong bytes, IHistoryEvent initialized)
    {
        var clear = new Waiting(table, 0, _ => initialized, bytes);
        if (choices.Choose(Freedom.StoreDelay, 2) != 0) _waiting.Add(clear);
        else Show(clear);
    }

    /// <summary>Something that the history says when all that was stored so far is visible.</summary>
    public void Mark(IHistoryEvent what)
    {
        if (_waiting.Count > 0) _waiting.Add(new Waiting(null, 0, _ => what));
        else if (history.IsOn) history.Record(what);
    }

    /// <summary>What was stored before is visible to everybody.</summary>
    public void Barrier()
    {
        foreach (var store in _waiting) Show(store);
        _waiting.Clear();
    }

    private int LastOf(Pa address)
    {
        var index = _waiting.Count - 1;
        while (index >= 0 && !_waiting[index].Holds(address)) index--;
        return index;
    }

    private void Show(Waiting store)
    {
        var old = store.Address is { } address ? memory.Load(address) : 0;
        if (store is { Address: { } table, Bytes: > 8 }) memory.TryClear(table, store.Bytes);
        else if (store.Address is { } place) HostMemory.Store(memory, place, store.Value);
        if (history.IsOn && store.Describe is not null) history.Record(store.Describe(old));
    }

    private readonly record struct Waiting(Pa? Address, ulong Value, Func<ulong, IHistoryEvent>? Describe, ulong Bytes = 8)
    {
        public bool Holds(Pa address) => Address is { } first && address.Value - first.Value < Bytes;
    }
}
