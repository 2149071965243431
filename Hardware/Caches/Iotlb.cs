// Not modelled: locked entries (16.6.1), broadcast (DVM) invalidation.
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// A cache of translations or of table descriptors by tag and address: the main TLB, a micro-TLB, the walk cache (IHI 0070 16.2 leaves
/// their shape to the implementation). A hash finds an entry of each size that its space holds; lists per space let an invalidation
/// touch no entry of another tag.
/// </summary>
public sealed class Iotlb
{
    /// <summary>A capacity that is never reached.</summary>
    public const int Unbounded = int.MaxValue;

    // There are 2^32 tags: what was once used and holds nothing is given up when there is this much, or half of all.
    private const int SpacesToKeep = 1024;

    private const int FirstSlots = 16;

    private readonly int _capacity;
    private readonly Replacement _replacement;
    private readonly IChoices _choices;
    private readonly Dictionary<TlbTag, TlbSpace> _spaces = [];
    private readonly Dictionary<(StreamWorld, Vmid), List<TlbSpace>> _spacesByVmid = [];
    private readonly List<List<TlbSpace>> _spaceLists = [];
    private Slot[] _slots;
    private long[] _lastUses;
    private int[] _buckets;
    private int _bucketShift;
    private int _used;
    private int _free = -1;
    private int _nextVictim;
    private int _sweepAt = SpacesToKeep;
    private uint _spacesMade;
    private long _uses;
    private bool _isRaced;

    /// <param name="capacity">Entries it can hold; 0 caches nothing; <see cref="Unbounded"/> never evicts.</param>
    /// <param name="replacement">Which entry makes room at capacity.</param>
    /// <param name="choices">Who decides if <paramref name="replacement"/> leaves it open.</param>
    public Iotlb(int capacity = Unbounded, Replacement replacement = Replacement.Oldest, IChoices? choices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        (_capacity, _replacement, _choices) = (capacity, replacement, choices ?? CalmChoices.Instance);
        Resize(Math.Min(capacity, FirstSlots));
    }

    /// <summary>Number of tags that are known, those without entries included.</summary>
    public int SpaceCount => _spaces.Count;

    /// <summary>Number of entries held.</summary>
    public int Count { get; private set; }

    /// <summary>All entries, ordered by tag and address, for tests and explanations.</summary>
    public IReadOnlyList<IotlbEntry> Entries
    {
        get
        {
            var entries = new List<IotlbEntry>(Count);
            foreach (var space in _spaces.Values)
            {
                for (var slot = space.Head; slot >= 0; slot = _slots[slot].SpaceNext) entries.Add(_slots[slot].Entry);
            }

            return [.. entries.OrderBy(e => e.Tag.World).ThenBy(e => e.Tag.Vmid.Value).ThenBy(e => e.Tag.IsStageTwo)
                .ThenBy(e => e.Tag.IsGlobal).ThenBy(e => e.Tag.Aset).ThenBy(e => e.Tag.Asid.Value)
                .ThenBy(e => e.Input).ThenBy(e => e.Log2Size)];
        }
    }

    /// <summary>Caches a translation; one of the same tag, address and size is replaced. At capacity another makes room.</summary>
    public void Fill(in IotlbEntry entry) => Fill(SpaceOf(entry.Tag), entry);

    /// <summary>Removes what <paramref name="scope"/> covers and nothing else; answers how many entries went.</summary>
    /// <param name="scope">What is to go.</param>
    /// <param name="isRaced">An erratum: an entry may stay, but not the next time.</param>
    public int Invalidate(in InvalidationScope scope, bool isRaced = false)
    {
        var before = Count;
        _isRaced = isRaced;
        switch (scope.Kind)
        {
            case InvalidationKind.World or InvalidationKind.AllEl2:
                foreach (var list in _spaceLists) InvalidateSpaces(list, scope);
                break;
            case InvalidationKind.Asid:
                InvalidateTag(TlbTag.ForAsid(scope.World, scope.Vmid, scope.Asid), scope);
                break;
            case InvalidationKind.Va:
                InvalidateTag(TlbTag.ForAsid(scope.World, scope.Vmid, scope.Asid), scope);
                InvalidateTag(TlbTag.Global(scope.World, scope.Vmid), scope);
                InvalidateTag(TlbTag.Global(scope.World, scope.Vmid, aset: true), scope);
                break;
            case InvalidationKind.Ipa:
                InvalidateTag(TlbTag.StageTwo(scope.Vmid), scope);
                break;
            default:
                if (_spacesByVmid.TryGetValue((scope.World, scope.Vmid), out var spaces)) InvalidateSpaces(spaces, scope);
                break;
        }

        return before - Count;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        for (var slot = 0; slot < _used; slot++) Evict(slot);
    }

    /// <summary>Finds the entry of a tag that covers an address; of several, the smallest.</summary>
    public bool TryFind(TlbTag tag, ulong address, out IotlbEntry entry)
    {
        var slot = -1;
        var found = _spaces.TryGetValue(tag, out var space) && TryLookup(space, address, out slot);
        if (found) Touch(slot);
        entry = found ? _slots[slot].Entry : default;
        return found;
    }

    internal TlbSpace SpaceOf(TlbTag tag)
    {
        if (_spaces.TryGetValue(tag, out var space)) return space;
        return Register(new TlbSpace(tag, _spacesMade++));
    }

    /// <summary>Finds the entry of <paramref name="space"/> that covers <paramref name="address"/>; of several, the smallest.</summary>
    internal bool TryLookup(TlbSpace space, ulong address, out int slot)
    {
        for (var sizes = space.Sizes; sizes != 0; sizes &= sizes - 1)
        {
            slot = Find(space, address, BitOperations.TrailingZeroCount(sizes));
            if (slot >= 0) return true;
        }

        slot = -1;
        return false;
    }

    /// <summary>The entry of a slot was used.</summary>
    internal void Touch(int slot)
    {
        if (_replacement == Replacement.LeastRecentlyUsed) _lastUses[slot] = ++_uses;
    }

    /// <summary>Finds the next larger entry that covers <paramref name="address"/> too: there should be none (3.20.1).</summary>
    internal bool TryLookupAnother(TlbSpace space, ulong address, int log2Size, out int slot)
    {
        for (var sizes = space.Sizes & (ulong.MaxValue << log2Size << 1); sizes != 0; sizes &= sizes - 1)
        {
            slot = Find(space, address, BitOperations.TrailingZeroCount(sizes));
            if (slot >= 0) return true;
        }

        slot = -1;
        return false;
    }

    /// <summary>Slots that may hold an entry, for <see cref="Evict"/>.</summary>
    internal int UsedSlots => _used;

    /// <summary>Drops the entry of a slot, if it holds one.</summary>
    internal void Evict(int slot)
    {
        if (_slots[slot].Space is not null) Remove(slot);
    }

    internal ref readonly IotlbEntry EntryAt(int slot) => ref _slots[slot].Entry;

    internal void Fill(TlbSpace space, in IotlbEntry entry)
    {
        if (!space.IsRegistered) space = _spaces.TryGetValue(space.Tag, out var other) ? other : Register(space);
        var slot = Find(space, entry.Input, entry.Log2Size);
        if (slot >= 0)
        {
            _slots[slot].Entry = entry;
            _slots[slot].HasSurvived = false;
            Touch(slot);
            return;
        }

        if (_capacity == 0) return;
        slot = TakeSlot();
        ref var taken = ref _slots[slot];
        ref var bucket = ref _buckets[Bucket(space, entry.Input, entry.Log2Size)];
        taken.Entry = entry;
        taken.Space = space;
        taken.HasSurvived = false;
        taken.Next = bucket;
        taken.SpaceNext = space.Head;
        taken.SpacePrevious = -1;
        Touch(slot);
        bucket = slot;
        if (space.Head >= 0) _slots[space.Head].SpacePrevious = slot;
        space.Head = slot;
        space.Added(entry.Log2Size);
        Count++;
    }

    private TlbSpace Register(TlbSpace space)
    {
        if (_spaces.Count >= _sweepAt) GiveUpEmptySpaces();
        var tag = space.Tag;
        _spaces.Add(tag, space);
        if (!_spacesByVmid.TryGetValue((tag.World, tag.Vmid), out var siblings))
        {
            _spacesByVmid.Add((tag.World, tag.Vmid), siblings = []);
            _spaceLists.Add(siblings);
        }

        siblings.Add(space);
        space.IsRegistered = true;
        return space;
    }

    // A configuration or a walk may still have one of them: its next fill brings the space back.
    private void GiveUpEmptySpaces()
    {
        foreach (var (tag, space) in _spaces)
        {
            if (space.Count == 0) space.IsRegistered = !_spaces.Remove(tag);
        }

        foreach (var (vmid, siblings) in _spacesByVmid)
        {
            siblings.RemoveAll(space => !space.IsRegistered);
            if (siblings.Count == 0) _spacesByVmid.Remove(vmid);
        }

        _spaceLists.RemoveAll(siblings => siblings.Count == 0);
        _sweepAt = Math.Max(SpacesToKeep, 2 * _spaces.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bucket(TlbSpace space, ulong address, int log2Size)
    {
        var key = ((address >> log2Size) ^ ((ulong)space.Id << 40) ^ ((ulong)log2Size << 56)) * 0x9e37_79b9_7f4a_7c15;
        return (int)(key >> _bucketShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(TlbSpace space, ulong address, int log2Size)
    {
        var slot = _buckets[Bucket(space, address, log2Size)];
        while (slot >= 0)
        {
            ref readonly var candidate = ref _slots[slot];
            ref readonly var entry = ref candidate.Entry;
            if (candidate.Space == space && entry.Log2Size == log2Size && (entry.Input ^ address) >> log2Size == 0) return slot;
            slot = candidate.Next;
        }

        return -1;
    }

    // A tag that nothing was ever cached for has no space, and a command must not make one: there are 2^32 of them.
    private void InvalidateTag(TlbTag tag, in InvalidationScope scope)
    {
        if (_spaces.TryGetValue(tag, out var space)) InvalidateSpace(space, scope);
    }

    private void InvalidateSpaces(List<TlbSpace> spaces, in InvalidationScope scope)
    {
        foreach (var space in spaces) InvalidateSpace(space, scope);
    }

    private void InvalidateSpace(TlbSpace space, in InvalidationScope scope)
    {
        if (space.Count == 0) return;
        if (scope.HasAddress && TryInvalidateByProbing(space, scope)) return;
        for (var slot = space.Head; slot >= 0;)
        {
            var next = _slots[slot].SpaceNext;
            if (Coverage.Covers(scope, _slots[slot].Entry)) Invalidate(slot);
            slot = next;
        }
    }

    // Probing costs one hash per page of the range and size in use; past the number of entries, the list is shorter.
    private bool TryInvalidateByProbing(TlbSpace space, in InvalidationScope scope)
    {
        var smallest = BitOperations.TrailingZeroCount(space.Sizes);
        if ((scope.Last >> smallest) - (scope.First >> smallest) >= (ulong)space.Count) return false;
        for (var sizes = space.Sizes; sizes != 0; sizes &= sizes - 1)
        {
            var log2Size = BitOperations.TrailingZeroCount(sizes);
            var last = scope.Last >> log2Size;
            for (var page = scope.First >> log2Size; page <= last; page++)
            {
                var slot = Find(space, page << log2Size, log2Size);
                if (slot >= 0 && Coverage.Covers(scope, _slots[slot].Entry)) Invalidate(slot);
            }
        }

        return true;
    }

    private void Invalidate(int slot)
    {
        if (_isRaced && !_slots[slot].HasSurvived && _choices.Choose(Freedom.InvalidationRace, 2) != 0) _slots[slot].HasSurvived = true;
        else Remove(slot);
    }

    private int TakeSlot()
    {
        if (_free >= 0)
        {
            var freed = _free;
            _free = _slots[freed].Next;
            return freed;
        }

        if (_used < _slots.Length) return _used++;
        if (_slots.Length < _capacity)
        {
            Resize((int)Math.Min(_capacity, _slots.Length * 2L));
            return _used++;
        }

        var victim = Victim();
        Remove(victim);
        _free = _slots[victim].Next;
        return victim;
    }

    private int Victim()
    {
        if (_replacement == Replacement.Chosen) return _choices.Choose(Freedom.Eviction, _slots.Length);
        if (_replacement == Replacement.Oldest)
        {
            var oldest = _nextVictim;
            _nextVictim = oldest + 1 == _slots.Length ? 0 : oldest + 1;
            return oldest;
        }

        var least = 0;
        for (var slot = 1; slot < _slots.Length; slot++)
        {
            if (_lastUses[slot] < _lastUses[least]) least = slot;
        }

        return least;
    }

    // Two buckets for a slot: most chains are empty or one entry. The high bits of the product in Bucket spread neighbouring pages evenly.
    [MemberNotNull(nameof(_slots), nameof(_lastUses), nameof(_buckets))]
    private void Resize(int slots)
    {
        Array.Resize(ref _slots, slots);
        Array.Resize(ref _lastUses, _replacement == Replacement.LeastRecentlyUsed ? slots : 0);
        _buckets = new int[2 * BitOperations.RoundUpToPowerOf2((uint)Math.Max(slots, 4))];
        _bucketShift = 64 - BitOperations.Log2((uint)_buckets.Length);
        Array.Fill(_buckets, -1);
        for (var slot = 0; slot < _used; slot++)
        {
            ref var moved = ref _slots[slot];
            ref var bucket = ref _buckets[Bucket(moved.Space, moved.Entry.Input, moved.Entry.Log2Size)];
            moved.Next = bucket;
            bucket = slot;
        }
    }

    private void Remove(int slot)
    {
        ref var removed = ref _slots[slot];
        var space = removed.Space;
        ref var link = ref _buckets[Bucket(space, removed.Entry.Input, removed.Entry.Log2Size)];
        while (link != slot) link = ref _slots[link].Next;
        link = removed.Next;
        if (removed.SpacePrevious >= 0) _slots[removed.SpacePrevious].SpaceNext = removed.SpaceNext;
        else space.Head = removed.SpaceNext;
        if (removed.SpaceNext >= 0) _slots[removed.SpaceNext].SpacePrevious = removed.SpacePrevious;
        space.Removed(removed.Entry.Log2Size);
        removed.Space = null!;
        removed.Next = _free;
        _free = slot;
        Count--;
    }

    private struct Slot
    {
        public IotlbEntry Entry;
        public TlbSpace Space;
        public bool HasSurvived;
        public int Next;
        public int SpaceNext;
        public int SpacePrevious;
    }
}
