using System.Diagnostics;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>An emulated device, or a hardware queue, as an IOAS needs to know it.</summary>
/// <param name="Alignment">A page if it pins, else 1.</param>
/// <param name="IsNotified">It has an unmap callback.</param>
/// <param name="Locks">Its pins cannot be asked to go: unmap is EBUSY.</param>
internal readonly record struct AccessView(ulong Alignment, bool IsNotified, bool Locks);

/// <summary>Accesses of the address space (iopt_add_access; iommufd_access_pin_pages, iommufd_access_rw of device.c).</summary>
internal sealed partial class IoasState
{
    /// <summary>An access more. EADDRINUSE: an area is not aligned to what it pins.</summary>
    public Errno AddAccess(IommufdId access, AccessView view)
    {
        _accesses.Add(access, view);
        var result = Align();
        if (result != Errno.Ok) _accesses.Remove(access);
        return result;
    }

    /// <summary>An access less: first it has to unpin everything.</summary>
    public IEnumerable<KernelCall> RemoveAccess(IommufdId access)
    {
        if (_accesses[access].IsNotified) yield return new UnpinCall(access, IovaSpan.All);
        if (_areas.Values.Any(area => area.IsPinnedBy(access))) throw new UnreachableException($"{access} goes and leaves pins behind");
        _accesses.Remove(access);
        Align();
    }

    /// <summary>
    /// Pins pages for an access. EINVAL: empty, not whole pages, or an unmap waits for the pins there to go; EOVERFLOW; ENOENT: a hole;
    /// EPERM: not writable. On an error nothing is pinned.
    /// </summary>
    public Errno Pin(IommufdId access, ulong iova, ulong sizeBytes, bool isWritten)
    {
        var result = Check(iova, sizeBytes);
        if (result != Errno.Ok) return result;
        var parts = Contiguous(new IovaSpan(iova, iova + (sizeBytes - 1)), out var isWhole);
        var done = new List<(Area Area, IovaSpan Part)>();
        foreach (var (area, part) in parts)
        {
            result = PinPart(area, part, isWritten, isLast: part.Last == iova + (sizeBytes - 1));
            if (result != Errno.Ok) break;
            area.AddPin(access, part);
            if (_accesses[access].Locks) area.Locks++;
            done.Add((area, part));
        }

        if (result == Errno.Ok && !isWhole) result = Errno.ENOENT;
        if (result != Errno.Ok)
            foreach (var (area, part) in done) UnpinPart(access, area, part);
        return result;
    }

    /// <summary>The opposite of one <see cref="Pin"/>, with the same addresses. ENOENT: there is no such pin.</summary>
    public Errno Unpin(IommufdId access, ulong iova, ulong sizeBytes)
    {
        var result = Check(iova, sizeBytes);
        if (result != Errno.Ok) return result;
        var parts = Contiguous(new IovaSpan(iova, iova + (sizeBytes - 1)), out var isWhole);
        if (!isWhole || !parts.All(one => one.Area.HasPin(access, one.Part))) return Errno.ENOENT;
        foreach (var (area, part) in parts) UnpinPart(access, area, part);
        return Errno.Ok;
    }

    /// <summary>
    /// Where an access reads or writes: for each area, the bytes of its pages. The same errors as <see cref="Pin"/>, without its alignment.
    /// On ENOENT and EPERM the parts before the hole are there, and have been read or written.
    /// </summary>
    public Errno Reach(ulong iova, ulong sizeBytes, bool isWritten, out IReadOnlyList<PagesPart> parts)
    {
        var reached = new List<PagesPart>();
        parts = reached;
        var result = Check(iova, sizeBytes);
        if (result != Errno.Ok) return result;
        foreach (var (area, part) in Contiguous(new IovaSpan(iova, iova + (sizeBytes - 1)), out var isWhole))
        {
            if (area.RefusesAccess) return Errno.EINVAL;
            if (isWritten && !area.Pages!.IsWritable) return Errno.EPERM;
            reached.Add(new PagesPart(area.Pages!, area.ByteOf(part.First), part.Last - part.First + 1));
            if (isWhole && part.Last == iova + (sizeBytes - 1)) return Errno.Ok;
        }

        return Errno.ENOENT;
    }

    /// <summary>Pins the memory of a hardware queue. EFAULT: it is not contiguous. Then what <see cref="Pin"/> says.</summary>
    public Errno PinQueue(IommufdId access, IovaSpan span)
    {
        var size = span.Last - span.First + 1;
        var result = Pin(access, span.First, size, isWritten: false);
        if (result != Errno.Ok) return result;
        var ends = Contiguous(span, out _).SelectMany(one =>
            one.Area.Pages!.Runs(one.Area.ByteOf(one.Part.First), one.Area.ByteOf(one.Part.Last))).ToArray();
        for (var i = 1; i < ends.Length && result == Errno.Ok; i++)
            if (ends[i - 1].Address.Value + ends[i - 1].SizeBytes != ends[i].Address.Value) result = Errno.EFAULT;
        if (result != Errno.Ok) Unpin(access, span.First, size);
        return result;
    }

    private IReadOnlyList<IommufdId> Notified() => [.. _accesses.Where(access => access.Value.IsNotified).Select(access => access.Key)];

    private static Errno Check(ulong iova, ulong sizeBytes)
    {
        if (sizeBytes == 0) return Errno.EINVAL;
        return iova + (sizeBytes - 1) < iova ? Errno.EOVERFLOW : Errno.Ok;
    }

    // iopt_area_contig_is_aligned: between two areas there is no part of a page.
    private static Errno PinPart(Area area, IovaSpan part, bool isWritten, bool isLast)
    {
        var pages = area.Pages!;
        var isAligned = area.PageOffsetOf(part.First, pages) == 0
            && (isLast || area.PageOffsetOf(part.Last, pages) == IUserMemory.PageBytes - 1);
        if (area.RefusesAccess || !isAligned) return Errno.EINVAL;
        if (isWritten && !pages.IsWritable) return Errno.EPERM;
        return pages.Use(area.ByteOf(part.First), area.ByteOf(part.Last));
    }

    private void UnpinPart(IommufdId access, Area area, IovaSpan part)
    {
        area.RemovePin(access, part);
        if (_accesses[access].Locks) area.Locks--;
        area.Pages!.Unuse(area.ByteOf(part.First), area.ByteOf(part.Last));
    }
}
