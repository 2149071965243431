using ActorIommu.Actors.Iommufd;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>Memory of a process, or a file: which pages there are, who may write, and how often each is pinned.</summary>
internal sealed class UserMemory : IUserMemory
{
    private readonly Dictionary<ulong, int> _pins = [];

    /// <summary>Pages with nothing behind them.</summary>
    public HashSet<ulong> Holes { get; } = [];

    /// <summary>Where a file ends; pins beyond are EINVAL.</summary>
    public ulong End { get; set; } = ulong.MaxValue;

    /// <summary>The process is gone, or a buffer was taken back.</summary>
    public Errno Refusal { get; set; }

    /// <summary>How many pages are pinned, each as often as it is.</summary>
    public int Pinned => _pins.Values.Sum();

    /// <summary>How often one page is pinned.</summary>
    public int PinsOf(ulong page) => _pins.GetValueOrDefault(page);

    public Errno Pin(ulong page, bool isWritten)
    {
        if (Refusal != Errno.Ok) return Refusal;
        if (page >= End) return Errno.EINVAL;
        if (Holes.Contains(page)) return Errno.EFAULT;
        _pins[page] = PinsOf(page) + 1;
        return Errno.Ok;
    }

    public void Unpin(ulong page)
    {
        Assert.True(PinsOf(page) > 0, $"page 0x{page:x} is not pinned");
        _pins[page]--;
    }

    public Pa Locate(ulong page)
    {
        Assert.True(PinsOf(page) > 0, $"page 0x{page:x} is used and not pinned");
        return PhysicalOf(page);
    }

    /// <summary>Where a page is: no two neighbours are neighbours there.</summary>
    public static Pa PhysicalOf(ulong page) => new(0x10_0000_0000 + (3 * page));
}
