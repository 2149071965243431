using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Vmm;

/// <summary>
/// Where something of an ASID may be cached: at the viommus of the devices whose context descriptor has it, or had it and was not
/// invalidated since; and at those that had such a device and have not been told to forget the whole ASID. A place is added before a
/// device can use the ASID there, and taken away only when it is clean, so that coming back needs no invalidation.
/// </summary>
/// <param name="bugs">Defects.</param>
internal sealed class AsidList(BugSet bugs)
{
    private readonly SortedSet<(ushort Asid, int Leg)> _places = [];
    private readonly Dictionary<VirtualStreamId, (int Leg, SortedSet<ushort> Asids)> _users = [];

    /// <summary>A device's context descriptor has this ASID now; what it had before may still be in use.</summary>
    public void Add(VirtualStreamId stream, int leg, Asid asid)
    {
        if (bugs.Has(Bug.NoReplayOnAttach) && _places.Any(place => place.Asid == asid.Value)) return;
        _places.Add((asid.Value, leg));
        if (!_users.TryGetValue(stream, out var user)) _users.Add(stream, user = (leg, []));
        user.Asids.Add(asid.Value);
    }

    /// <summary>Hardware knows only what the device's context descriptor has now; null for nothing.</summary>
    public void Settle(VirtualStreamId stream, Asid? asid)
    {
        if (_users.TryGetValue(stream, out var user)) user.Asids.RemoveWhere(one => one != asid?.Value);
    }

    /// <summary>Everything of an ASID is invalidated at these viommus: who has no user of it left is clean.</summary>
    /// <param name="asid">Null is every ASID.</param>
    /// <param name="legs">Which viommus.</param>
    public void Invalidated(Asid? asid, IReadOnlyCollection<int> legs) => _places.RemoveWhere(place =>
        (asid is null || place.Asid == asid.Value.Value) && legs.Contains(place.Leg)
        && !_users.Values.Any(user => user.Leg == place.Leg && user.Asids.Contains(place.Asid)));

    /// <summary>The viommus that may hold something of an ASID.</summary>
    public IEnumerable<int> Of(Asid asid) => _places.Where(place => place.Asid == asid.Value).Select(place => place.Leg);
}
