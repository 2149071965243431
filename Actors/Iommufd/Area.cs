using System.Diagnostics.CodeAnalysis;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// IOVAs that one IOAS_MAP or IOAS_COPY mapped (Linux: struct iopt_area). While it is being mapped or unmapped it has no pages: its addresses
/// are taken, and nothing can be done with it.
/// </summary>
internal sealed class Area(IovaSpan span, ulong start, bool isWritable)
{
    private readonly List<(IommufdId Access, IovaSpan Span)> _pins = [];

    /// <summary>Its addresses.</summary>
    public IovaSpan Span { get; } = span;

    /// <summary>Which byte of its pages the first address is.</summary>
    public ulong Start { get; } = start;

    /// <summary>Devices may write.</summary>
    public bool IsWritable { get; } = isWritable;

    /// <summary>What it maps; null while it is in transition.</summary>
    public MappedPages? Pages { get; set; }

    /// <summary>An unmap waits for the pins to go, so that no new ones come (prevent_access).</summary>
    public bool RefusesAccess { get; set; }

    /// <summary>Its pages are pinned because domains map it.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Pins of hardware queues, which cannot be asked to go (num_locks).</summary>
    public int Locks { get; set; }

    /// <summary>Accesses pin some of it.</summary>
    public bool IsPinned => _pins.Count != 0;

    /// <summary>True if this access pins some of it.</summary>
    public bool IsPinnedBy(IommufdId access) => _pins.Any(pin => pin.Access == access);

    /// <summary>It has its pages.</summary>
    [MemberNotNullWhen(true, nameof(Pages))]
    public bool IsReady => Pages is not null;

    /// <summary>Which byte of the pages an address is.</summary>
    public ulong ByteOf(ulong iova) => Start + (iova - Span.First);

    /// <summary>Which byte of a page an address is.</summary>
    public ulong PageOffsetOf(ulong iova, MappedPages pages) => (pages.Offset + ByteOf(iova)) % IUserMemory.PageBytes;

    /// <summary>An access has pinned these.</summary>
    public void AddPin(IommufdId access, IovaSpan part) => _pins.Add((access, part));

    /// <summary>Or not any more; false if it had not.</summary>
    public bool RemovePin(IommufdId access, IovaSpan part) => _pins.Remove((access, part));

    /// <summary>True if the access has pinned exactly these.</summary>
    public bool HasPin(IommufdId access, IovaSpan part) => _pins.Contains((access, part));
}
