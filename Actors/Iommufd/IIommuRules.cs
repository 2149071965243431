using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// What the hardware's driver decides about iommufd's objects: which it can make, and with which error it refuses (struct iommu_ops,
/// struct iommufd_viommu_ops). What it does to the hardware are calls.
/// </summary>
internal interface IIommuRules
{
    /// <summary>A guest's PASIDs are in tables of the guest, so their faults go where those of the whole device do.</summary>
    bool HasGuestPasidTables { get; }

    /// <summary>A domain with page tables (domain_alloc_paging_flags).</summary>
    Errno AllocPaging(DeviceTraits device, HwptFlags flags, UserData data, out DomainShape shape);

    /// <summary>A nested domain made of its parent (domain_alloc_nested).</summary>
    Errno AllocNested(PagingHwpt parent, HwptFlags flags, UserData data, out NestedConfig config);

    /// <summary>A nested domain made of a viommu (alloc_domain_nested).</summary>
    Errno AllocNested(ViommuObject viommu, HwptFlags flags, UserData data, out NestedConfig config);

    /// <summary>Whether a device may use a domain, before anything is changed (attach_dev, set_dev_pasid).</summary>
    Errno CheckAttach(DeviceTraits device, VdeviceObject? vdevice, Hwpt hwpt);

    /// <summary>A viommu of this type can be made (get_viommu_size is not 0).</summary>
    bool HasViommu(DeviceTraits device, UserDataType type);

    /// <summary>A viommu begins (viommu_init). The region is what mmap gives of it.</summary>
    Errno InitViommu(DeviceTraits device, PagingHwpt parent, UserData data, out (ulong Offset, ulong SizeBytes)? region);

    /// <summary>A device gets a virtual name (vdevice_init).</summary>
    Errno InitVdevice(ViommuObject viommu, DeviceObject device, ulong virtualId);

    /// <summary>A viommu can have hardware queues of this type.</summary>
    bool HasHwQueues(ViommuObject viommu, uint type);

    /// <summary>A hardware queue begins (hw_queue_init_phys); another one may have to outlive it.</summary>
    Errno InitHwQueue(ViommuObject viommu, uint index, ulong iova, ulong sizeBytes, out HwQueueObject? dependsOn);

    /// <summary>HWPT_INVALIDATE of a nested domain; null if there is no such thing.</summary>
    IEnumerable<KernelCall>? Invalidate(Reply reply, NestedHwpt hwpt, UserArray array);

    /// <summary>HWPT_INVALIDATE of a viommu; null if there is no such thing.</summary>
    IEnumerable<KernelCall>? Invalidate(Reply reply, ViommuObject viommu, UserArray array);
}
