using System.Diagnostics;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// Memory of the machine that a process has: user addresses are physical ones, and how often each page is pinned is counted.
/// </summary>
/// <param name="start">Where it begins.</param>
/// <param name="sizeBytes">How much there is.</param>
/// <param name="history">Where pins are recorded.</param>
internal sealed class HostUserMemory(Pa start, ulong sizeBytes, IHistory history) : IUserMemory
{
    private readonly Dictionary<ulong, int> _pins = [];

    /// <inheritdoc/>
    public Errno Pin(ulong page, bool isWritten)
    {
        if (page < start.Value || page - start.Value >= sizeBytes) return Errno.EFAULT;
        _pins[page] = _pins.GetValueOrDefault(page) + 1;
        if (history.IsOn) history.Record(new PagePinned(new Pa(page)));
        return Errno.Ok;
    }

    /// <inheritdoc/>
    public void Unpin(ulong page)
    {
        if (history.IsOn) history.Record(new PageUnpinned(new Pa(page)));
        if (!_pins.TryGetValue(page, out var pins)) throw new UnreachableException($"page 0x{page:x} is not pinned");
        if (pins == 1) _pins.Remove(page);
        else _pins[page] = pins - 1;
    }

    /// <inheritdoc/>
    public Pa Locate(ulong page) => new(page);
}
