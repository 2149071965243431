using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Emulated devices: what they pin they have to let go when it is unmapped (iommufd_access of device.c).</summary>
internal sealed partial class IommufdState
{
    /// <summary>An emulated device begins. One without an unmap callback cannot pin.</summary>
    public AccessObject CreateAccess(bool hasUnmapCallback)
    {
        var view = new AccessView(hasUnmapCallback ? IUserMemory.PageBytes : 1, hasUnmapCallback, Locks: false);
        var access = new AccessObject(view);
        Table.Add(access);
        return access;
    }

    /// <summary>It uses an address space. EINVAL: it has one; ENOENT: there is none; EADDRINUSE: alignment.</summary>
    public IEnumerable<KernelCall> AttachAccess(Reply reply, AccessObject access, IommufdId ioas)
    {
        reply.Result = access.Ioas is null ? Errno.Ok : Errno.EINVAL;
        return reply.Result == Errno.Ok ? ChangeAccess(reply, access, ioas) : [];
    }

    /// <summary>It uses another one. ENOENT: it has none, or there is no such one.</summary>
    public IEnumerable<KernelCall> ReplaceAccess(Reply reply, AccessObject access, IommufdId ioas)
    {
        reply.Result = access.Ioas is null ? Errno.ENOENT : Errno.Ok;
        return reply.Result == Errno.Ok ? ChangeAccess(reply, access, ioas) : [];
    }

    /// <summary>It uses none. EINVAL: it has none.</summary>
    public IEnumerable<KernelCall> DetachAccess(Reply reply, AccessObject access)
    {
        reply.Result = access.Ioas is null ? Errno.EINVAL : Errno.Ok;
        return reply.Result == Errno.Ok ? ChangeAccess(reply, access, null) : [];
    }

    /// <summary>Its driver ends it.</summary>
    public IEnumerable<KernelCall> DestroyAccess(AccessObject access)
    {
        if (access.Ioas is not null)
            foreach (var call in ChangeAccess(new Reply(), access, null)) yield return call;
        access.DropUser();
        Table.Remove(access.Id, out _);
    }

    /// <summary>Where an access may pin now. EINVAL: it has no unmap callback, or a change is under way; ENOENT: it is detached.</summary>
    public static Errno CanPin(AccessObject access)
    {
        if (!access.View.IsNotified) return Errno.EINVAL;
        return access.Ioas is null ? Errno.ENOENT : Errno.Ok;
    }

    // iommufd_access_change_ioas: no new pins, then the new address space, then everything that is pinned in the old one goes.
    private IEnumerable<KernelCall> ChangeAccess(Reply reply, AccessObject access, IommufdId to)
    {
        using var target = Hold<IoasObject>(to);
        if (target.Found is null) reply.Result = Errno.ENOENT;
        else
            foreach (var call in ChangeAccess(reply, access, target.Found)) yield return call;
    }

    private static IEnumerable<KernelCall> ChangeAccess(Reply reply, AccessObject access, IoasObject? to)
    {
        var from = access.Ioas;
        if (from != access.UnpinIoas) reply.Result = Errno.EBUSY;
        if (from == to || reply.Result != Errno.Ok) yield break;
        access.Ioas = null;
        if (to is not null)
        {
            var add = new AddAccessCall(to, access);
            yield return add;
            reply.Result = add.Result;
            if (reply.Result != Errno.Ok)
            {
                access.Ioas = from;
                yield break;
            }

            to.AddUser();
        }

        if (from is not null)
        {
            yield return new RemoveAccessCall(from, access);
            from.DropUser();
        }

        (access.Ioas, access.UnpinIoas) = (to, to);
    }
}
