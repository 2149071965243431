using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// What an ioctl of iommufd has somebody else do, and how that ended: an ioctl is a sequence of these. Who runs it carries one out, sets
/// <see cref="Result"/>, and asks for the next.
/// </summary>
internal abstract class KernelCall
{
    /// <summary>How it ended.</summary>
    public Errno Result { get; set; }
}

/// <summary>The answer of an ioctl. It is complete when its calls are over.</summary>
internal sealed class Reply
{
    /// <summary>How it ended.</summary>
    public Errno Result { get; set; }

    /// <summary>Of what was made (out_id).</summary>
    public IommufdId Id { get; set; }

    /// <summary>Map, copy: where.</summary>
    public ulong Iova { get; set; }

    /// <summary>Unmap: how many bytes.</summary>
    public ulong SizeBytes { get; set; }

    /// <summary>Invalidate: how many entries were handled.</summary>
    public int Handled { get; set; }
}
