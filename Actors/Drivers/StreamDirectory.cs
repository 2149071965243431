using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Which device has which StreamID of an SMMU (Linux: smmu->streams): to whom an event is reported. It is complete before anybody reads it.
/// </summary>
internal sealed class StreamDirectory
{
    private readonly Dictionary<(SmmuId, StreamId), DeviceId> _owners = [];

    /// <summary>All StreamIDs of a device, or none: false if another device has one of them already (arm_smmu_insert_master).</summary>
    public bool TryAdd(DeviceId device, HostDevice host, BugSet bugs)
    {
        List<StreamId> added = [];
        foreach (var stream in host.Streams)
        {
            if (_owners.TryAdd((host.Smmu, stream), device))
            {
                added.Add(stream);
                continue;
            }

            foreach (var undone in bugs.Has(Bug.DupSidErase) ? host.Streams : [.. added]) _owners.Remove((host.Smmu, undone));
            return false;
        }

        return true;
    }

    /// <summary>Who has a StreamID; null if nobody has.</summary>
    public DeviceId? Find(SmmuId smmu, StreamId stream) => _owners.TryGetValue((smmu, stream), out var device) ? device : null;
}
