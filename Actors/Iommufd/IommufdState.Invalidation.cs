using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>HWPT_INVALIDATE: a guest's changes of its own tables (iommufd_hwpt_invalidate).</summary>
internal sealed partial class IommufdState
{
    private const uint MaxEntries = 1 << 19;

    /// <summary>
    /// Invalidates what the target cached. The number of entries that were handled is there on an error too. EOPNOTSUPP: reserved, or
    /// the target cannot; EINVAL: entries without a pointer or a size, a size of more than a page, more than 2^19, or another
    /// kind of target; ENOENT: no target. Then what the driver says.
    /// </summary>
    public IEnumerable<KernelCall> Invalidate(Reply reply, IommufdId id, UserArray array, uint reserved = 0)
    {
        var isBad = array.Bytes is null || array.EntryBytes == 0 || array.EntryBytes > (int)IUserMemory.PageBytes || array.Count > MaxEntries;
        reply.Result = reserved != 0 ? Errno.EOPNOTSUPP : array.Count != 0 && isBad ? Errno.EINVAL : Errno.Ok;
        if (reply.Result != Errno.Ok) yield break;
        using var target = Hold<IommufdObject>(id);
        if (target.Found is not (NestedHwpt or ViommuObject))
        {
            reply.Result = target.Found is null ? Errno.ENOENT : Errno.EINVAL;
            yield break;
        }

        var calls = target.Found is NestedHwpt nested
            ? _rules.Invalidate(reply, nested, array)
            : _rules.Invalidate(reply, (ViommuObject)target.Found, array);
        if (calls is null) reply.Result = Errno.EOPNOTSUPP;
        foreach (var call in calls ?? []) yield return call;
    }
}
