using System.Diagnostics;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Domains of the address space (iopt_table_add_domain, iopt_table_remove_domain).</summary>
internal sealed partial class IoasState
{
    /// <summary>
    /// A domain more, filled with everything that is mapped. EINVAL: its pages are too large; EADDRINUSE: an area is not aligned to them, or
    /// something is mapped or allowed outside its aperture. On an error nothing has changed.
    /// </summary>
    public IEnumerable<KernelCall> AddDomain(Reply reply, DomainView domain)
    {
        _domains.Add(domain);
        var alignment = Alignment;
        reply.Result = Align();
        if (reply.Result == Errno.Ok) reply.Result = Reserve([.. IovaSpan.All.HolesBetween([domain.Aperture])], domain.Id);
        var filled = new List<Area>();
        foreach (var area in reply.Result == Errno.Ok ? _areas.Values.Where(area => area.IsReady).ToArray() : [])
        {
            foreach (var call in Fill(reply, area, area.Pages!, [domain])) yield return call;
            if (reply.Result != Errno.Ok) break;
            filled.Add(area);
        }

        if (reply.Result == Errno.Ok) yield break;
        foreach (var area in filled) yield return UnmapOf(area, domain.Id);
        _domains.Remove(domain);
        if (_domains.Count == 0)
            foreach (var area in filled) Unpin(area, area.Pages!);
        Unreserve(domain.Id);
        Alignment = alignment;
    }

    /// <summary>A domain less. With the last one pages are unpinned that no access uses.</summary>
    public IEnumerable<KernelCall> RemoveDomain(IommufdId hwpt)
    {
        var index = _domains.FindIndex(domain => domain.Id == hwpt);
        foreach (var area in _areas.Values.Where(area => area.IsFilled).ToArray()) yield return UnmapOf(area, hwpt);

        // Swap with the last.
        _domains[index] = _domains[^1];
        _domains.RemoveAt(_domains.Count - 1);
        if (_domains.Count == 0)
            foreach (var area in _areas.Values.Where(area => area.IsFilled)) Unpin(area, area.Pages!);
        Unreserve(hwpt);
        if (Align() != Errno.Ok) throw new UnreachableException("an alignment that was lowered does not fit");
    }
}
