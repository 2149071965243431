using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// The pages of memory that a client has mapped, as iommufd pins them: taken before they are mapped, given back when an unmap has returned
/// with success. What an unmap cannot vouch for is kept.
/// </summary>
/// <param name="pieceBytes">What may be unmapped by itself: a page, or the block that takes its place.</param>
/// <param name="history">Who is told.</param>
internal sealed class OwnedPages(ulong pieceBytes, IHistory history)
{
    private readonly SortedDictionary<ulong, (Pa Page, ulong Bytes)> _mapped = [];

    /// <summary>A page that is mapped from the beginning.</summary>
    public void Add(Iova address, Pa page, ulong bytes) => _mapped[address.Value] = (page, bytes);

    /// <summary>A request is about to be made.</summary>
    public void Begins(IIommuProtocol request)
    {
        if (request is MapPages map && history.IsOn) history.Record(new PagesAllocated(map.Output, map.SizeBytes));
    }

    /// <summary>A request was answered with success.</summary>
    public void IsDone(IIommuProtocol request)
    {
        if (request is MapPages map)
        {
            for (var offset = 0UL; offset < map.SizeBytes; offset += pieceBytes)
                Add(new Iova(map.Address.Value + offset), new Pa(map.Output.Value + offset), Math.Min(pieceBytes, map.SizeBytes));
        }

        if (request is not UnmapPages unmap) return;
        foreach (var address in _mapped.Keys.Where(page => page - unmap.Address.Value < unmap.SizeBytes).ToArray())
        {
            _mapped.Remove(address, out var piece);
            if (history.IsOn) history.Record(new PagesFreed(piece.Page, piece.Bytes));
        }
    }
}
