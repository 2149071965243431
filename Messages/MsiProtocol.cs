using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: where a device writes its interrupts (Linux: iommu_dma_prepare_msi, iommufd_sw_msi), and the binding of a guest's doorbell
// that was proposed for nested translation in 2021.
//   workload -> Driver -> Master: PrepareMsi      Master -> workload: MsiPrepared
//   workload -> Driver -> Msi: BindGuestMsi, UnbindGuestMsi      Msi -> workload: GuestMsiBound, GuestMsiUnbound
//   Master -> Driver -> Msi: PlaceDoorbell, InstallDoorbells      Msi -> Master: DoorbellPlaced, DoorbellsInstalled
//   Msi -> Driver -> Domain: MapPages, UnmapPages
// Order: Msi does one thing after the other, as under Linux's lock for it. An address that MsiPrepared gave is good in every domain that
// the device is attached to from then on: what it needs is mapped in a new domain before the device's configuration points to that.

/// <summary>A message that the driver passes on, sender kept, to what keeps doorbells mapped.</summary>
public interface IMsiRequest : IRequest;

/// <summary>Asks for the address that a device is to write its interrupts to. Answered by <see cref="MsiPrepared"/>.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Doorbell">Physical address of the interrupt controller's register.</param>
public sealed record PrepareMsi(DeviceId Device, RequestId Request, Pa Doorbell) : IMasterRequest, IRequest;

/// <summary>The answer to <see cref="PrepareMsi"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.NoEntry"/>: the device has no domain. <see cref="HostResult.NoMemory"/>: no place is left.
/// </param>
/// <param name="Address">What to program into the device; untranslated where nothing translates.</param>
public sealed record MsiPrepared(RequestId Request, HostResult Result, Iova Address) : IHostAnswer;

/// <summary>Gives a doorbell its place, the same in every domain. Answered by <see cref="DoorbellPlaced"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">The domain of who asks: if a guest's doorbell is bound there, that is the place.</param>
/// <param name="Doorbell">Physical address of the register.</param>
public sealed record PlaceDoorbell(RequestId Request, DomainId Domain, Pa Doorbell) : IMsiRequest;

/// <summary>The answer to <see cref="PlaceDoorbell"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Ok"/> or <see cref="HostResult.NoMemory"/>.</param>
/// <param name="Address">The place.</param>
/// <param name="Doorbells">A bit for it, to be asked for in <see cref="InstallDoorbells"/>; 0 where a guest's doorbell is bound.</param>
public sealed record DoorbellPlaced(RequestId Request, HostResult Result, Iova Address, ulong Doorbells) : IHostAnswer;

/// <summary>Maps doorbells in a domain, at their places. Answered by <see cref="DoorbellsInstalled"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">Where.</param>
/// <param name="Granule">Of its tables.</param>
/// <param name="Doorbells">Which, as bits.</param>
/// <param name="From">A domain whose binding of a guest's doorbell is to hold here too.</param>
public sealed record InstallDoorbells(RequestId Request, DomainId Domain, Granule Granule, ulong Doorbells, DomainId? From) : IMsiRequest;

/// <summary>The answer to <see cref="InstallDoorbells"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Not <see cref="HostResult.Ok"/> if one of them is not mapped.</param>
public sealed record DoorbellsInstalled(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// Ties what a guest translates to what the host translates: the guest's stage 1 leads <paramref name="Address"/> to
/// <paramref name="GuestDoorbell"/>, and from now on the host's stage 2 leads that to the host's doorbell, so that the device is programmed
/// with the guest's own address. Answered by <see cref="GuestMsiBound"/>.
/// </summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">The domain of stage 2.</param>
/// <param name="Granule">Of its tables.</param>
/// <param name="Address">What the guest programs into the device.</param>
/// <param name="GuestDoorbell">The guest's doorbell, an IPA, with the same offset in its page as the host's.</param>
/// <param name="Doorbell">The host's doorbell.</param>
public sealed record BindGuestMsi(
    RequestId Request, DomainId Domain, Granule Granule, Iova Address, Ipa GuestDoorbell, Pa Doorbell) : IMsiRequest;

/// <summary>The answer to <see cref="BindGuestMsi"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.Busy"/>: another doorbell is bound, and a domain has one. What is bound may be bound again, by others of a group,
/// and has to be unbound as often. <see cref="HostResult.Invalid"/>: the offsets differ.
/// </param>
public sealed record GuestMsiBound(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Unties it. Answered by <see cref="GuestMsiUnbound"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Domain">The domain of stage 2.</param>
/// <param name="Address">What it was bound for.</param>
public sealed record UnbindGuestMsi(RequestId Request, DomainId Domain, Iova Address) : IMsiRequest;

/// <summary>The answer to <see cref="UnbindGuestMsi"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.NoEntry"/>: nothing is bound for the address.</param>
public sealed record GuestMsiUnbound(RequestId Request, HostResult Result) : IHostAnswer;
