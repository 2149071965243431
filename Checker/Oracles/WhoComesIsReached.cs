using ActorIommu.Checker.Guests;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>D2: a device on its way.</summary>
/// <param name="guests">What the guests saw.</param>
internal sealed class WhoComesIsReached(GuestViews guests) : Dispatch(
    "D2",
    "Once hardware can read a guest's context descriptor, TLB invalidations of its ASID that are published later reach its SMMU.",
    "IHI 0070 3.21.3: a descriptor may be read as soon as it is visible",
    guests)
{
    /// <inheritdoc/>
    protected override IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at) => asid is { } one
        ? Guests.Of(guest).Having(consumed.Queue, consumed.Slot, one).Where(Guests.IsLive)
        : [];
}
