using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>The addresses of a domain that workloads use, across the border of two tables.</summary>
internal sealed class DomainWindow
{
    private const int InputBits = 39;
    private readonly DataPages _data;
    private readonly ulong _base;
    private readonly ulong _blockBytes;
    private readonly List<Pa> _outputs = [];

    /// <param name="domain">Which domain.</param>
    /// <param name="layout">What the scenario says of it.</param>
    /// <param name="data">Where memory for data is.</param>
    /// <param name="origin">Of its addresses; whole tables.</param>
    public DomainWindow(DomainId domain, DomainLayout layout, DataPages data, ulong origin = 0)
    {
        (Domain, Pages, IsTablePerPage, MapsBlocks, _data) = (domain, layout.Pages, layout.TablePerPage, layout.MapsBlocks, data);
        var isLazy = layout.Mode == InvalidationMode.Lazy;
        Settings = new DomainSettings(
            layout.Stage, layout.Granule, InputBits, isLazy, layout.Shared, layout.Block, Reach: layout.Invalidates);
        PageBytes = 1UL << (int)layout.Granule;
        var tableBytes = PageBytes * (PageBytes / 8);
        StrideBytes = HasSpans ? tableBytes : PageBytes;
        _blockBytes = layout.Block ? tableBytes : 0;
        _base = origin + (HasSpans || layout.Block ? tableBytes : tableBytes - ((ulong)(Pages / 2) * PageBytes));
    }

    /// <summary>Where each page of the window leads at first.</summary>
    public IReadOnlyList<Pa> Outputs => _outputs;

    /// <summary>Which domain.</summary>
    public DomainId Domain { get; }

    /// <summary>What the domain is.</summary>
    public DomainSettings Settings { get; }

    /// <summary>How many pages.</summary>
    public int Pages { get; }

    /// <summary>Each page has a table of its own.</summary>
    public bool IsTablePerPage { get; }

    /// <summary>Each page may be mapped as the block that it begins.</summary>
    public bool MapsBlocks { get; }

    /// <summary>Bytes of a page.</summary>
    public ulong PageBytes { get; }

    /// <summary>Bytes from one page of the window to the next; what is unmapped with it, or what its block maps.</summary>
    public ulong StrideBytes { get; }

    private bool HasSpans => IsTablePerPage || MapsBlocks;

    /// <summary>
    /// What is mapped before anything happens: the block that all pages are in, or the pages, together if they lie together.
    /// </summary>
    public IEnumerable<(Iova Address, Pa Output, ulong SizeBytes)> First()
    {
        if (_blockBytes != 0) yield return (AddressOf(0), _data.Take(_blockBytes, 1), _blockBytes);
        var step = HasSpans ? 1 : Pages;
        for (var page = 0; _blockBytes == 0 && page < Pages; page += step)
            yield return (AddressOf(page), NewPages(step), PageBytes * (ulong)step);
    }

    /// <summary>A piece of what is first is mapped.</summary>
    public void Leads(Iova address, Pa output, ulong sizeBytes)
    {
        while (_outputs.Count < Pages && AddressOf(_outputs.Count).Value - address.Value is var offset && offset < sizeBytes)
            _outputs.Add(new Pa(output.Value + offset));
    }

    /// <summary>Where a page is.</summary>
    public Iova AddressOf(int page) => new(_base + ((ulong)page * StrideBytes));

    /// <summary>Memory that nothing was mapped to before.</summary>
    public Pa NewPages(int pages) => _data.Take(PageBytes, pages);

    /// <summary>Memory for a block that nothing was mapped to before.</summary>
    public Pa NewBlock() => _data.Take(StrideBytes, 1);
}

/// <summary>Memory for data; each piece is given once, so an old translation shows by where it leads.</summary>
internal sealed class DataPages(Pa first)
{
    private ulong _next = first.Value;

    /// <summary>Some pages, and one between them and the next so that no block is possible.</summary>
    public Pa Take(ulong pageBytes, int pages)
    {
        var start = (_next + pageBytes - 1) & ~(pageBytes - 1);
        _next = start + (pageBytes * (ulong)(pages + 1));
        return new Pa(start);
    }
}
