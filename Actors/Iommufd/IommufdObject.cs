using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// What an id of a context names (Linux: struct iommufd_object). It counts who relies on it, as the kernel does: <see cref="Users"/> is 1 for
/// the table plus one for every dependent object and every ioctl that holds it; <see cref="Waits"/> is 1 for the table plus what a
/// destruction by the kernel has to wait for.
/// </summary>
internal abstract class IommufdObject
{
    /// <summary>Its name.</summary>
    public IommufdId Id { get; private set; }

    /// <summary>Who relies on it; 1 is nobody.</summary>
    public int Users { get; private set; } = 1;

    /// <summary>What the kernel's own destruction waits for; 1 is nothing.</summary>
    public int Waits { get; private set; } = 1;

    /// <summary>The table gives it its name, once.</summary>
    public void Name(IommufdId id) => Id = id;

    /// <summary>Something relies on it from now on.</summary>
    public void AddUser() => Users++;

    /// <summary>Something does not rely on it any more.</summary>
    public void DropUser() => Users = Users > 1 ? Users - 1 : throw new System.Diagnostics.UnreachableException($"{Id} has no user");

    /// <summary>An ioctl, or an object that goes first, holds it.</summary>
    public void Hold()
    {
        AddUser();
        Waits++;
    }

    /// <summary>The opposite of <see cref="Hold"/>.</summary>
    public void Release()
    {
        DropUser();
        Waits = Waits > 1 ? Waits - 1 : throw new System.Diagnostics.UnreachableException($"{Id} is not held");
    }
}
