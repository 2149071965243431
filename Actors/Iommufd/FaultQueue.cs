using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>One page that a device asks for.</summary>
/// <param name="Address">Where.</param>
/// <param name="Pasid">With which PASID; null is none.</param>
/// <param name="Group">Requests of one group are answered together (grpid).</param>
/// <param name="IsLast">The last one of its group.</param>
internal readonly record struct PageFault(Iova Address, SubstreamId? Pasid, ushort Group, bool IsLast);

/// <summary>How a group of page faults is answered (enum iommufd_page_response_code).</summary>
internal enum FaultAnswer : uint
{
    Success = 0,
    Invalid = 1,
}

/// <summary>Requests of one device that are answered together, on their way through iommufd.</summary>
internal sealed class FaultGroup(DeviceObject device, Attachment handle, IReadOnlyList<PageFault> faults)
{
    public DeviceObject Device { get; } = device;

    /// <summary>What was attached when they came; when that goes, they are answered.</summary>
    public Attachment Handle { get; } = handle;

    public IReadOnlyList<PageFault> Faults { get; } = faults;

    public FaultCookie Cookie { get; set; }
}

/// <summary>
/// A fault queue (struct iommufd_fault, eventq.c): groups to be read, and groups that were read and not answered. Each group is answered
/// once: by a response with its cookie, or with <see cref="FaultAnswer.Invalid"/> when what it came from is detached, replaced or destroyed.
/// </summary>
internal sealed class FaultQueue
{
    /// <summary>Bytes of a fault that is read (struct iommu_hwpt_pgfault).</summary>
    public const int FaultBytes = 40;

    /// <summary>Bytes of a response that is written (struct iommu_hwpt_page_response).</summary>
    public const int ResponseBytes = 8;

    private readonly LinkedList<FaultGroup> _deliver = [];
    private readonly SortedDictionary<uint, FaultGroup> _responses = [];

    /// <summary>Groups that nobody answered.</summary>
    public int Open => _deliver.Count + _responses.Count;

    /// <summary>A group is to be read.</summary>
    public void Deliver(FaultGroup group) => _deliver.AddLast(group);

    /// <summary>Reads as many whole groups as fit. ESPIPE: no whole number of faults; EINVAL: not even the first group fits.</summary>
    public Errno Read(int capacityBytes, out IReadOnlyList<FaultGroup> read)
    {
        var groups = new List<FaultGroup>();
        read = groups;
        if (capacityBytes % FaultBytes != 0) return Errno.ESPIPE;
        for (var room = capacityBytes / FaultBytes; _deliver.First is { } first; room -= first.Value.Faults.Count)
        {
            if (first.Value.Faults.Count > room) return groups.Count == 0 ? Errno.EINVAL : Errno.Ok;
            _deliver.RemoveFirst();
            first.Value.Cookie = NextCookie();
            _responses.Add(first.Value.Cookie.Value, first.Value);
            groups.Add(first.Value);
        }

        return Errno.Ok;
    }

    /// <summary>Takes a response. EINVAL: no code that there is, or no group that waits has this cookie.</summary>
    public Errno Respond(FaultCookie cookie, uint code, out FaultGroup? answered)
    {
        answered = null;
        if (code > (uint)FaultAnswer.Invalid) return Errno.EINVAL;
        return _responses.Remove(cookie.Value, out answered) ? Errno.Ok : Errno.EINVAL;
    }

    /// <summary>Groups of what is detached, or all of them if nothing is named; whoever asks answers them with Invalid.</summary>
    public IReadOnlyList<FaultGroup> Cancel(Attachment? handle)
    {
        FaultGroup[] gone = [.. _deliver.Concat(_responses.Values).Where(group => handle is null || group.Handle == handle)];
        foreach (var group in gone)
        {
            if (!_deliver.Remove(group)) _responses.Remove(group.Cookie.Value);
        }

        return gone;
    }

    // The lowest that is free, from 1 (xa_alloc).
    private FaultCookie NextCookie()
    {
        var next = 1U;
        foreach (var taken in _responses.Keys)
        {
            if (taken != next) break;
            next++;
        }

        return new FaultCookie(next);
    }
}
