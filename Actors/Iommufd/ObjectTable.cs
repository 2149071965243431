using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// The names of a context (Linux: the xarray of iommufd_ctx; main.c). A name is reserved first, so that nobody finds an object that is not
/// complete, and published when nothing can fail any more. Not modelled: the moment between the two counters of a put.
/// </summary>
internal sealed class ObjectTable
{
    // A reserved name or a tombstone is a name with nothing behind it: neither is found, and neither is given again.
    private readonly SortedDictionary<IommufdId, IommufdObject?> _objects = [];

    /// <summary>What is published, by name.</summary>
    public IEnumerable<IommufdObject> Objects => _objects.Values.OfType<IommufdObject>();

    /// <summary>True if neither object nor unfinished creation is left; tombstones do not count.</summary>
    public bool IsEmpty => !Objects.Any() && Reserved == 0;

    /// <summary>Names whose objects are not complete.</summary>
    public int Reserved { get; private set; }

    /// <summary>The first half of a creation: the lowest free name.</summary>
    public void Reserve(IommufdObject created)
    {
        var id = new IommufdId(1);
        foreach (var taken in _objects.Keys)
        {
            if (taken != id) break;
            id = new IommufdId(id.Value + 1);
        }

        _objects.Add(id, null);
        created.Name(id);
        Reserved++;
    }

    /// <summary>The second half: from now on it is found, and its creation has not failed.</summary>
    public void Publish(IommufdObject created)
    {
        _objects[created.Id] = created;
        Reserved--;
    }

    /// <summary>Or the creation failed, and the name is free.</summary>
    public void Abandon(IommufdObject created)
    {
        _objects.Remove(created.Id);
        Reserved--;
    }

    /// <summary>Both halves, for what cannot fail.</summary>
    public IommufdId Add(IommufdObject created)
    {
        Reserve(created);
        Publish(created);
        return created.Id;
    }

    /// <summary>The object if it is of this kind; else null, which is ENOENT.</summary>
    public T? Find<T>(IommufdId id)
        where T : IommufdObject => _objects.GetValueOrDefault(id) as T;

    /// <summary>
    /// Takes an object that nobody relies on out of the table (iommufd_object_remove). ENOENT: there is none; EBUSY: something relies on it.
    /// </summary>
    public Errno Remove(IommufdId id, out IommufdObject? removed)
    {
        removed = _objects.GetValueOrDefault(id);
        if (removed is null) return Errno.ENOENT;
        if (removed.Users != 1)
        {
            removed = null;
            return Errno.EBUSY;
        }

        _objects.Remove(id);
        return Errno.Ok;
    }

    /// <summary>The object is gone, but its name is never given again (XA_ZERO_ENTRY): DESTROY of it is ENOENT.</summary>
    public void Bury(IommufdId id) => _objects[id] = null;
}
