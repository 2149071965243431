using ActorIommu.Checker.Guests;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>D4: the devices that have the address space.</summary>
/// <param name="guests">What the guests saw.</param>
internal sealed class EveryUserIsReached(GuestViews guests) : Dispatch(
    "D4",
    "A guest's TLB invalidation is sent to every physical SMMU with a device whose address space has the ASID, and without an ASID to all.",
    "IHI 0070 4.4; the virtual SMMU is one SMMU to the guest",
    guests)
{
    /// <inheritdoc/>
    protected override IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at) =>
        Guests.Of(guest).Using(consumed.Queue.Smmu, asid, at);
}
