using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>A domain maps one run of pages.</summary>
internal sealed class MapCall(IommufdId hwpt, ulong iova, Pa output, ulong sizeBytes, bool isWritable) : KernelCall
{
    public IommufdId Hwpt { get; } = hwpt;

    public ulong Iova { get; } = iova;

    public Pa Output { get; } = output;

    public ulong SizeBytes { get; } = sizeBytes;

    public bool IsWritable { get; } = isWritable;
}

/// <summary>A domain unmaps. It is over when no device uses the translation any more, so that pages can be unpinned.</summary>
internal sealed class UnmapCall(IommufdId hwpt, ulong iova, ulong sizeBytes) : KernelCall
{
    public IommufdId Hwpt { get; } = hwpt;

    public ulong Iova { get; } = iova;

    public ulong SizeBytes { get; } = sizeBytes;
}

/// <summary>An emulated device has to unpin what it pinned in these addresses; it is over when the device says so.</summary>
internal sealed class UnpinCall(IommufdId access, IovaSpan span) : KernelCall
{
    public IommufdId Access { get; } = access;

    public IovaSpan Span { get; } = span;
}
