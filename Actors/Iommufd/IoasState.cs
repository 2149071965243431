using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>A domain as an IOAS needs to know it.</summary>
/// <param name="Id">Its HWPT.</param>
/// <param name="Aperture">Addresses that it can translate.</param>
/// <param name="PageBytes">Its smallest page.</param>
internal readonly record struct DomainView(IommufdId Id, IovaSpan Aperture, ulong PageBytes);

/// <summary>
/// One I/O address space (Linux: struct io_pagetable, io_pagetable.c): areas, addresses that nobody may map, domains that all have the same
/// mappings, and accesses of emulated devices. Parts of it: mapping, unmapping, domains, accesses.
/// Not modelled: large pages of the kernel (alignment of automatic addresses goes up to one page), accounting of pinned pages, dirty
/// tracking, IOAS_CHANGE_PROCESS.
/// </summary>
internal sealed partial class IoasState
{
    private readonly SortedDictionary<ulong, Area> _areas = [];
    private readonly List<(IovaSpan Span, IommufdId Owner)> _reserved = [];
    private readonly List<DomainView> _domains = [];
    private readonly SortedDictionary<IommufdId, AccessView> _accesses = [];
    private List<IovaSpan> _allowed = [];
    private bool _hasHugePages = true;

    /// <summary>An address and a size have to be multiples of it (iova_alignment).</summary>
    public ulong Alignment { get; private set; } = 1;

    /// <summary>Areas, by address.</summary>
    public IEnumerable<Area> Areas => _areas.Values;

    /// <summary>IOAS_IOVA_RANGES: what is not reserved. Allowed ranges do not narrow it.</summary>
    public IReadOnlyList<IovaSpan> Ranges() => [.. IovaSpan.All.HolesBetween(_reserved.Select(one => one.Span))];

    /// <summary>
    /// IOAS_ALLOW_IOVAS: replaces the whole list. EINVAL: a range of one byte or less, or two that overlap; EADDRINUSE: a part is reserved,
    /// and the old list stays.
    /// </summary>
    public Errno Allow(IReadOnlyList<IovaSpan> ranges)
    {
        if (ranges.Any(range => range.First >= range.Last)) return Errno.EINVAL;
        for (var i = 0; i < ranges.Count; i++)
        {
            if (ranges.Skip(i + 1).Any(ranges[i].Overlaps)) return Errno.EINVAL;
        }

        if (ranges.Any(IsReserved)) return Errno.EADDRINUSE;
        _allowed = [.. ranges];
        return Errno.Ok;
    }

    /// <summary>Takes addresses away from everybody. EADDRINUSE: something is mapped there, or they are allowed.</summary>
    public Errno Reserve(IovaSpan span, IommufdId owner)
    {
        if (AreaIn(span) is not null || _allowed.Any(span.Overlaps)) return Errno.EADDRINUSE;
        _reserved.Add((span, owner));
        return Errno.Ok;
    }

    /// <summary>Takes several away, or none of them.</summary>
    public Errno Reserve(IReadOnlyList<IovaSpan> spans, IommufdId owner)
    {
        if (spans.All(span => Reserve(span, owner) == Errno.Ok)) return Errno.Ok;
        Unreserve(owner);
        return Errno.EADDRINUSE;
    }

    /// <summary>Gives back what the owner reserved.</summary>
    public void Unreserve(IommufdId owner) => _reserved.RemoveAll(one => one.Owner == owner);

    /// <summary>
    /// OPTION HUGE_PAGES. Without huge pages everything is aligned to pages. EINVAL: other than 0 or 1, or domains already map areas with
    /// them; EADDRINUSE: an area is not aligned.
    /// </summary>
    public Errno SetHugePages(ulong value)
    {
        if (value > 1) return Errno.EINVAL;
        if (value == 1 == _hasHugePages) return Errno.Ok;
        if (value == 0 && _domains.Count != 0 && _areas.Count != 0) return Errno.EINVAL;
        _hasHugePages = value == 1;
        var aligned = Align();
        if (aligned != Errno.Ok) _hasHugePages = !_hasHugePages;
        return aligned;
    }

    /// <summary>OPTION HUGE_PAGES, to read it.</summary>
    public ulong HugePages => _hasHugePages ? 1UL : 0;

    private bool IsReserved(IovaSpan span) => _reserved.Any(one => one.Span.Overlaps(span));

    private Area? AreaIn(IovaSpan span) => _areas.Values.FirstOrDefault(area => area.Span.Overlaps(span));

    private static bool IsAligned(ulong value, ulong alignment) => value % alignment == 0;

    // iopt_calculate_iova_alignment and iopt_check_iova_alignment: raising it must not leave an area behind.
    private Errno Align()
    {
        var alignment = _hasHugePages ? 1 : IUserMemory.PageBytes;
        foreach (var domain in _domains) alignment = Math.Max(alignment, domain.PageBytes);
        foreach (var access in _accesses.Values) alignment = Math.Max(alignment, access.Alignment);
        if (alignment > IUserMemory.PageBytes) return Errno.EINVAL;
        if (alignment > Alignment && !_areas.Values.All(area => IsAligned(area, alignment))) return Errno.EADDRINUSE;
        Alignment = alignment;
        return Errno.Ok;
    }

    private static bool IsAligned(Area area, ulong alignment) =>
        IsAligned(area.Span.First, alignment) && IsAligned(area.Span.Last + 1, alignment)
        && IsAligned(area.Start + (area.Pages?.Offset ?? 0), alignment);
}
