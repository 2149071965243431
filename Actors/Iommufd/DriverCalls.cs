using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>The driver makes a domain.</summary>
internal sealed class CreateDomainCall(Hwpt hwpt) : KernelCall
{
    public Hwpt Hwpt { get; } = hwpt;
}

/// <summary>The driver frees a domain that no device uses.</summary>
internal sealed class FreeDomainCall(Hwpt hwpt) : KernelCall
{
    public Hwpt Hwpt { get; } = hwpt;
}

/// <summary>The driver makes a viommu.</summary>
internal sealed class CreateViommuCall(ViommuObject viommu) : KernelCall
{
    public ViommuObject Viommu { get; } = viommu;
}

/// <summary>The driver frees a viommu that nothing relies on.</summary>
internal sealed class FreeViommuCall(ViommuObject viommu) : KernelCall
{
    public ViommuObject Viommu { get; } = viommu;
}

/// <summary>The driver learns how a VM names a device.</summary>
internal sealed class AddVdeviceCall(VdeviceObject vdevice) : KernelCall
{
    public VdeviceObject Vdevice { get; } = vdevice;
}

/// <summary>The driver forgets it.</summary>
internal sealed class RemoveVdeviceCall(VdeviceObject vdevice) : KernelCall
{
    public VdeviceObject Vdevice { get; } = vdevice;
}

/// <summary>A device uses a domain, in the place of the one that it has: attach and replace are the same for the driver.</summary>
internal sealed class AttachCall(DeviceTraits device, SubstreamId pasid, Hwpt hwpt) : KernelCall
{
    public DeviceTraits Device { get; } = device;

    public SubstreamId Pasid { get; } = pasid;

    public Hwpt Hwpt { get; } = hwpt;
}

/// <summary>A device, or one of its PASIDs, is blocked. It cannot fail.</summary>
internal sealed class DetachCall(DeviceTraits device, SubstreamId pasid) : KernelCall
{
    public DeviceTraits Device { get; } = device;

    public SubstreamId Pasid { get; } = pasid;
}

/// <summary>The device is told what becomes of its page faults.</summary>
internal sealed class RespondCall(DeviceId device, PageFault last, FaultAnswer answer) : KernelCall
{
    public DeviceId Device { get; } = device;

    public PageFault Last { get; } = last;

    public FaultAnswer Answer { get; } = answer;
}

/// <summary>
/// Commands of a guest go into the SMMU's own queue, with a CMD_SYNC behind them; it is over when that completed or failed.
/// </summary>
internal sealed class ForwardCall(ViommuObject viommu, int first, ImmutableArray<Command> commands) : KernelCall
{
    public ViommuObject Viommu { get; } = viommu;

    /// <summary>Which entry of the array the first of them was.</summary>
    public int First { get; } = first;

    public ImmutableArray<Command> Commands { get; } = commands;
}

/// <summary>What the address space has to do; it has its own order of things.</summary>
internal abstract class IoasCall(IoasObject ioas) : KernelCall
{
    public IoasObject Ioas { get; } = ioas;
}

/// <summary>A domain gets the mappings of the address space.</summary>
internal sealed class AddDomainCall(IoasObject ioas, DomainView domain) : IoasCall(ioas)
{
    public DomainView Domain { get; } = domain;
}

/// <summary>A domain loses the mappings.</summary>
internal sealed class RemoveDomainCall(IoasObject ioas, IommufdId hwpt) : IoasCall(ioas)
{
    public IommufdId Hwpt { get; } = hwpt;
}

/// <summary>Addresses that a device cannot use are reserved: all of them or none.</summary>
internal sealed class ReserveCall(IoasObject ioas, DeviceObject device) : IoasCall(ioas)
{
    public DeviceObject Device { get; } = device;
}

/// <summary>They are given back.</summary>
internal sealed class UnreserveCall(IoasObject ioas, DeviceObject device) : IoasCall(ioas)
{
    public DeviceObject Device { get; } = device;
}

/// <summary>An access begins to use the address space.</summary>
internal sealed class AddAccessCall(IoasObject ioas, AccessObject access) : IoasCall(ioas)
{
    public AccessObject Access { get; } = access;
}

/// <summary>An access does not use the address space any more: it is told to unpin everything, then forgotten.</summary>
internal sealed class RemoveAccessCall(IoasObject ioas, AccessObject access) : IoasCall(ioas)
{
    public AccessObject Access { get; } = access;
}

/// <summary>The memory of a hardware queue is pinned. EFAULT: it is not contiguous.</summary>
internal sealed class PinQueueCall(IoasObject ioas, AccessObject access, IovaSpan span) : IoasCall(ioas)
{
    public AccessObject Access { get; } = access;

    public IovaSpan Span { get; } = span;
}

/// <summary>The memory of a hardware queue is not pinned any more.</summary>
internal sealed class UnpinQueueCall(IoasObject ioas, AccessObject access, IovaSpan span) : IoasCall(ioas)
{
    public AccessObject Access { get; } = access;

    public IovaSpan Span { get; } = span;
}

/// <summary>The address space goes: what is mapped is forgotten. No domain and no access has it.</summary>
internal sealed class FreeIoasCall(IoasObject ioas) : IoasCall(ioas);
