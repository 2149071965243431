using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What a group has in place for one PASID, or for none (struct iommufd_attach).</summary>
internal sealed class Attachment(Hwpt hwpt)
{
    /// <summary>The domain of every device of the group.</summary>
    public Hwpt Hwpt { get; } = hwpt;

    /// <summary>Bound devices that are attached, in order.</summary>
    public List<DeviceObject> Devices { get; init; } = [];
}

/// <summary>
/// Devices that cannot be told apart share what they are attached to (struct iommufd_group, struct iommu_group). PASID 0 stands for the
/// traffic without one, as in Linux.
/// </summary>
internal sealed class DeviceGroup(GroupId id, ImmutableArray<DeviceTraits> members)
{
    /// <summary>The traffic without a PASID (IOMMU_NO_PASID).</summary>
    public static readonly SubstreamId NoPasid = new(0);

    public GroupId Id { get; } = id;

    /// <summary>Every device of the group, bound or not: all of them change domain together.</summary>
    public ImmutableArray<DeviceTraits> Members { get; } = members;

    /// <summary>What is attached, by PASID.</summary>
    public SortedDictionary<SubstreamId, Attachment> Attachments { get; } = [];

    /// <summary>Devices that iommufd has bound.</summary>
    public int Bound { get; set; }

    /// <summary>How many resets of its devices are under way; the domains are put back after them (recovery_cnt).</summary>
    public int Resets { get; set; }

    /// <summary>Somebody else owns it.</summary>
    public bool IsOwnedElsewhere { get; set; }

    /// <summary>True if a PASID is attached.</summary>
    public bool HasPasids => Attachments.Keys.Any(pasid => pasid != NoPasid);
}
