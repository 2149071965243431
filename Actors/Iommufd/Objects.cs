using ActorIommu.Actors.Viommus;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>A device that a driver has bound. The driver is one of its users, so DESTROY is always EBUSY.</summary>
internal sealed class DeviceObject : IommufdObject
{
    public DeviceObject(DeviceTraits traits, DeviceGroup group)
    {
        (Traits, Group) = (traits, group);
        AddUser();
    }

    public DeviceTraits Traits { get; }

    public DeviceGroup Group { get; }

    /// <summary>How a VM sees it.</summary>
    public VdeviceObject? Vdevice { get; set; }

    /// <summary>Its driver lets go of it.</summary>
    public bool IsUnbinding { get; set; }
}

/// <summary>An address space. What is mapped in it is <see cref="IoasState"/>, which has its name.</summary>
internal sealed class IoasObject : IommufdObject
{
    /// <summary>Its domains, as they were added.</summary>
    public List<PagingHwpt> Hwpts { get; } = [];
}

/// <summary>An emulated device, or a hardware queue that pins memory. Its driver is one of its users.</summary>
internal sealed class AccessObject : IommufdObject
{
    public AccessObject(AccessView view)
    {
        View = view;
        AddUser();
    }

    public AccessView View { get; }

    /// <summary>Where new pins go (access->ioas).</summary>
    public IoasObject? Ioas { get; set; }

    /// <summary>Where old pins are (access->ioas_unpin); differs only while the address space changes.</summary>
    public IoasObject? UnpinIoas { get; set; }
}

/// <summary>A fault queue; its open file is one of its users.</summary>
internal sealed class FaultObject : IommufdObject
{
    public FaultObject() => AddUser();

    public FaultQueue Queue { get; } = new();

    public bool IsOpen { get; set; } = true;
}

/// <summary>A domain. It belongs to one physical SMMU.</summary>
internal abstract class Hwpt(SmmuId smmu) : IommufdObject
{
    public SmmuId Smmu { get; } = smmu;

    /// <summary>Made with the PASID flag.</summary>
    public bool TakesPasids { get; init; }

    /// <summary>Where its page faults go.</summary>
    public FaultObject? Fault { get; set; }
}

/// <summary>A domain whose mappings are those of an IOAS.</summary>
internal sealed class PagingHwpt(SmmuId smmu, IoasObject ioas, DomainShape shape) : Hwpt(smmu)
{
    public IoasObject Ioas { get; } = ioas;

    public DomainShape Shape { get; } = shape;

    public bool IsNestParent { get; init; }

    public bool TracksDirty { get; init; }

    /// <summary>Made by an attach to the IOAS; it goes with the last device.</summary>
    public bool IsAuto { get; init; }
}

/// <summary>A domain whose first stage is a guest's.</summary>
internal sealed class NestedHwpt(SmmuId smmu, PagingHwpt parent, ViommuObject? viommu, NestedConfig config) : Hwpt(smmu)
{
    public PagingHwpt Parent { get; } = parent;

    public ViommuObject? Viommu { get; } = viommu;

    public NestedConfig Config { get; } = config;
}

/// <summary>The slice of one physical SMMU that a VM has.</summary>
internal sealed class ViommuObject(SmmuId smmu, UserDataType type, PagingHwpt parent) : IommufdObject
{
    public SmmuId Smmu { get; } = smmu;

    public UserDataType Type { get; } = type;

    public PagingHwpt Parent { get; } = parent;

    /// <summary>Devices by the VM's name for them.</summary>
    public SortedDictionary<ulong, VdeviceObject> Vdevices { get; } = [];

    public SortedDictionary<uint, VeventqObject> Veventqs { get; } = [];

    public SortedDictionary<uint, HwQueueObject> HwQueues { get; } = [];

    /// <summary>What mmap gives of it: offset and length.</summary>
    public (ulong Offset, ulong SizeBytes)? Region { get; set; }
}

/// <summary>A device as a VM sees it.</summary>
internal sealed class VdeviceObject(ViommuObject viommu, DeviceObject device, ulong virtualId) : IommufdObject
{
    public ViommuObject Viommu { get; } = viommu;

    public DeviceObject Device { get; } = device;

    public ulong VirtualId { get; } = virtualId;
}

/// <summary>A queue of the hardware that a VM owns, in memory that stays pinned.</summary>
internal sealed class HwQueueObject(ViommuObject viommu, uint index, AccessObject access, IovaSpan pinned) : IommufdObject
{
    public ViommuObject Viommu { get; } = viommu;

    public uint Index { get; } = index;

    public AccessObject Access { get; } = access;

    public IovaSpan Pinned { get; } = pinned;

    /// <summary>The queue that has to outlive this one.</summary>
    public HwQueueObject? DependsOn { get; set; }
}

/// <summary>Events of a viommu for its VM; its open file is one of its users.</summary>
internal sealed class VeventqObject : IommufdObject
{
    public VeventqObject(ViommuObject viommu, uint type, int depth)
    {
        (Viommu, Type, Queue) = (viommu, type, new VirtualEventQueue(depth));
        AddUser();
    }

    public ViommuObject Viommu { get; }

    public uint Type { get; }

    public VirtualEventQueue Queue { get; }

    public bool IsOpen { get; set; } = true;
}
