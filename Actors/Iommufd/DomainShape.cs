using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What the hardware's driver makes of a request for a domain with page tables.</summary>
/// <param name="Stage">Which stage translates.</param>
/// <param name="Aperture">Addresses that it can translate.</param>
/// <param name="PageBytes">Its smallest page.</param>
internal readonly record struct DomainShape(Stage Stage, IovaSpan Aperture, ulong PageBytes);

/// <summary>What the hardware's driver made of the data of a nested domain.</summary>
/// <param name="D0">First dword: of the vSTE, of which the allowed fields are left.</param>
/// <param name="D1">Second dword.</param>
/// <param name="Translates">A guest's tables are used, so a device needs its virtual name.</param>
internal readonly record struct NestedConfig(ulong D0, ulong D1, bool Translates);

/// <summary>Flags of HWPT_ALLOC (enum iommufd_hwpt_alloc_flags).</summary>
[Flags]
internal enum HwptFlags : uint
{
    None = 0,
    NestParent = 1,
    DirtyTracking = 2,
    FaultIdValid = 4,
    Pasid = 8,
}
