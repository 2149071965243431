using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// All caches of translations of one SMMU, invalidated together: the main TLB, micro-TLBs in front of it, and a walk cache of table
/// descriptors behind it (IHI 0070 16.2).
/// </summary>
public sealed class TranslationCaches
{
    private readonly Iotlb[] _micro;

    /// <param name="implementation">Which caches there are, how large, and what makes room.</param>
    public TranslationCaches(SmmuImplementation implementation)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        Iotlb New(int capacity) => new(capacity, implementation.Replacement, implementation.Choices);
        Main = New(implementation.TlbCapacity);
        _micro = [.. Enumerable.Range(0, implementation.MicroTlbs).Select(_ => New(implementation.MicroTlbCapacity))];
        Walks = implementation.WalkCacheCapacity == 0 ? null : New(implementation.WalkCacheCapacity);
    }

    /// <summary>The main TLB.</summary>
    public Iotlb Main { get; }

    /// <summary>Table descriptors of both stages; null if none are cached.</summary>
    public Iotlb? Walks { get; }

    /// <summary>True if there are micro-TLBs.</summary>
    public bool HasMicroTlbs => _micro.Length != 0;

    /// <summary>Everything held, for tests and explanations: the main TLB, the micro-TLBs, the walk cache.</summary>
    public IEnumerable<IotlbEntry> Entries =>
        [.. Main.Entries, .. _micro.SelectMany(micro => micro.Entries), .. Walks?.Entries ?? []];

    /// <summary>The micro-TLB in front of a stream; only if <see cref="HasMicroTlbs"/>.</summary>
    public Iotlb MicroOf(StreamId stream) => _micro[stream.Value % (uint)_micro.Length];

    /// <summary>Removes what the scope covers from every cache.</summary>
    /// <param name="scope">What is to go.</param>
    /// <param name="isRaced">An erratum: an entry may stay, but not the next time.</param>
    public void Invalidate(in InvalidationScope scope, bool isRaced = false)
    {
        Main.Invalidate(scope, isRaced);
        foreach (var micro in _micro) micro.Invalidate(scope, isRaced);
        Walks?.Invalidate(scope, isRaced);
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        Main.Clear();
        foreach (var micro in _micro) micro.Clear();
        Walks?.Clear();
    }

    /// <summary>One entry of any cache, or none, is dropped for no reason.</summary>
    public void Evict(IChoices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var slots = Main.UsedSlots + (Walks?.UsedSlots ?? 0);
        foreach (var micro in _micro) slots += micro.UsedSlots;
        if (slots == 0 || choices.Choose(Freedom.Eviction, slots + 1) is not (> 0 and var chosen)) return;
        chosen--;
        if (TryEvict(Main, ref chosen) || (Walks is not null && TryEvict(Walks, ref chosen))) return;
        foreach (var micro in _micro)
        {
            if (TryEvict(micro, ref chosen)) return;
        }
    }

    private static bool TryEvict(Iotlb cache, ref int slot)
    {
        if (slot < cache.UsedSlots)
        {
            cache.Evict(slot);
            return true;
        }

        slot -= cache.UsedSlots;
        return false;
    }
}
