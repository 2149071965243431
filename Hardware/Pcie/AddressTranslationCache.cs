// Not modelled: steering of eviction, U and N of completions (an SMMU sends 0), the invalidate queue depth.
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Pcie;

/// <summary>A Translation Request that is under way: what it returns may be kept only if no invalidation since covers it.</summary>
/// <param name="Epoch">Number of invalidations that had come.</param>
public readonly record struct AtcTicket(long Epoch);

/// <summary>A translation that a function keeps.</summary>
/// <param name="Substream">The PASID of the request; null if it had none.</param>
/// <param name="First">First input address, aligned to the size.</param>
/// <param name="Entry">What the completion said.</param>
public readonly record struct AtcEntry(SubstreamId? Substream, Iova First, TranslationEntry Entry)
{
    /// <summary>Last input address.</summary>
    public Iova Last => new(First.Value | ((1UL << Entry.Log2Size) - 1));
}

/// <summary>
/// The Address Translation Cache of a PCIe function (IHI 0070 3.9.1; PCIe 10.3): filled by Translation Completions, used for
/// accesses that are then marked Translated, emptied by Invalidate Requests. When it is full the oldest entry goes.
/// </summary>
public sealed class AddressTranslationCache(int capacity)
{
    private readonly List<AtcEntry> _entries = [];
    private readonly List<(long Epoch, InvalidateRequest Request)> _invalidations = [];
    private long _epoch;
    private int _open;

    /// <summary>What is cached, oldest first.</summary>
    public IReadOnlyList<AtcEntry> Entries => _entries;

    /// <summary>A Translation Request goes out; <see cref="End"/> takes its answer.</summary>
    public AtcTicket Begin()
    {
        _open++;
        return new AtcTicket(_epoch);
    }

    /// <summary>
    /// The answer to a Translation Request. False: an invalidation that came since covers it, so that it may be neither kept nor
    /// used, and the request is to be made again.
    /// </summary>
    /// <param name="ticket">Of the request.</param>
    /// <param name="substream">Its PASID.</param>
    /// <param name="address">Its address.</param>
    /// <param name="completion">Only one that grants something is kept.</param>
    public bool End(AtcTicket ticket, SubstreamId? substream, Iova address, TranslationCompletion completion)
    {
        var size = completion.Entry.Log2Size;
        var entry = new AtcEntry(substream, new Iova(address.Value >> size << size), completion.Entry);
        var isStale = _invalidations.Exists(invalidation => invalidation.Epoch > ticket.Epoch && IsCovered(entry, invalidation.Request));
        if (--_open == 0) _invalidations.Clear();
        if (isStale) return false;
        if (completion.Status != CompletionStatus.Success || !completion.Entry.GrantsAnything || capacity == 0) return true;
        _entries.RemoveAll(old => IsReplaced(old, entry));
        if (_entries.Count == capacity) _entries.RemoveAt(0);
        _entries.Add(entry);
        return true;
    }

    /// <summary>Finds the output address of an access, if an entry permits it.</summary>
    public bool TryTranslate(SubstreamId? substream, Iova address, AccessAttributes access, out Pa output)
    {
        foreach (var entry in _entries)
        {
            if (!Serves(entry, substream) || entry.Entry.Priv != (substream is not null && access.IsPrivileged)) continue;
            if (address.Value < entry.First.Value || address.Value > entry.Last.Value || !Permits(entry.Entry, access)) continue;
            output = Translate(entry.Entry, address);
            return true;
        }

        output = default;
        return false;
    }

    /// <summary>Removes what the request covers, and remembers it for the requests that are under way.</summary>
    public void Invalidate(in InvalidateRequest request)
    {
        var invalidation = request;
        _epoch++;
        if (_open > 0) _invalidations.Add((_epoch, request));
        _entries.RemoveAll(entry => IsCovered(entry, invalidation));
    }

    /// <summary>True if an entry permits an access.</summary>
    public static bool Permits(TranslationEntry entry, AccessAttributes access) =>
        access.IsWrite ? entry.W : access.IsInstruction ? entry.Exe : entry.R;

    /// <summary>The output address of an input address.</summary>
    public static Pa Translate(TranslationEntry entry, Iova address) =>
        new(entry.Address | (address.Value & ((1UL << entry.Log2Size) - 1)));

    private static bool Serves(in AtcEntry entry, SubstreamId? substream) =>
        entry.Substream == substream || (entry.Entry.Global && entry.Substream is not null && substream is not null);

    // The newest answer for an address counts; a privileged and an unprivileged one stand side by side (13.7).
    private static bool IsReplaced(in AtcEntry old, in AtcEntry entry) =>
        old.Substream == entry.Substream && old.Entry.Priv == entry.Entry.Priv && Overlaps(old, entry.First, entry.Last);

    private static bool IsCovered(in AtcEntry entry, in InvalidateRequest request) =>
        Overlaps(entry, request.First, request.Last)
        && (request.Substream is not { } substream
            || entry.Substream == substream
            || (entry.Substream is not null && (request.Global || entry.Entry.Global)));

    private static bool Overlaps(in AtcEntry entry, Iova first, Iova last) =>
        entry.First.Value <= last.Value && first.Value <= entry.Last.Value;
}
