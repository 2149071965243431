using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Memory that a process maps into an IOAS: its own, or a file. Pages are <see cref="PageBytes"/>, the page of the CPU.</summary>
internal interface IUserMemory
{
    /// <summary>The CPU's page, which is what is pinned.</summary>
    public const ulong PageBytes = 0x1000;

    /// <summary>Keeps the page where it is. EFAULT: nothing is there, or it is not writable; EINVAL: beyond the end; ENODEV: taken back.</summary>
    Errno Pin(ulong page, bool isWritten);

    /// <summary>The opposite of <see cref="Pin"/>, once for each.</summary>
    void Unpin(ulong page);

    /// <summary>Where a pinned page is.</summary>
    Pa Locate(ulong page);
}
