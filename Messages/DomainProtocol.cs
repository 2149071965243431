using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: one domain (an address space for devices: one HWPT), its users, and the devices that are attached to it.
//   workload -> Driver -> Domain: MapPages, UnmapPages, ProtectPages, FlushDomain
//   Viommu -> Driver -> Domain: HoldPages, ReleasePages      Domain -> Viommu: PagesHeld, PagesReleased
//   Domain -> workload: PagesMapped, PagesUnmapped, PagesProtected, DomainFlushed
//   Master -> Driver -> Domain: JoinDomain, LeaveDomain      Domain -> Master: DomainJoined, DomainLeft
// Order: none between operations that are under way together; their addresses must not overlap, and the answer says Busy or
// Exists if they do. DomainJoined says that every invalidation that begins from now on reaches the device, so its configuration
// may point to the tables; DomainLeft is asked for only when no configuration does so any more.

/// <summary>A message that the driver passes on, sender kept, to the domain that it names.</summary>
public interface IDomainRequest : IRequest
{
    /// <summary>The domain that it is for.</summary>
    DomainId Domain { get; }
}

/// <summary>What a domain is.</summary>
/// <param name="Stage">Which stage translates.</param>
/// <param name="Granule">Page size of the tables.</param>
/// <param name="InputBits">Bits of an IOVA.</param>
/// <param name="IsLazy">Unmap does not wait for the invalidation; addresses are free when it is over (Linux: IOMMU_DOMAIN_DMA_FQ).</param>
/// <param name="IsShared">
/// CPUs share the tables, and who changes them does not say at which level (Linux: IOMMU_DOMAIN_SVA).
/// </param>
/// <param name="SplitsBlocks">
/// Unmapping a part of a block makes a table of the rest, as Linux did up to 6.12; else it is refused. Needs IDR3.BBML = 2.
/// </param>
/// <param name="IsNestParent">Stage 2 that guests have their stage 1 over: what combines both is invalidated with it.</param>
/// <param name="Instance">The only SMMU that may use it (Linux 7.2: every domain belongs to one); any if null.</param>
/// <param name="Reach">How much stage 1 invalidates at a time.</param>
public readonly record struct DomainSettings(
    Stage Stage, Granule Granule, int InputBits, bool IsLazy = false, bool IsShared = false, bool SplitsBlocks = false,
    bool IsNestParent = false, SmmuId? Instance = null, InvalidationReach Reach = InvalidationReach.Asid);

/// <summary>How much an invalidation of a stage 1 domain takes along: operating systems differ.</summary>
public enum InvalidationReach : byte
{
    /// <summary>The addresses, of the domain's ASID (Linux).</summary>
    Asid,

    /// <summary>The addresses, of every ASID.</summary>
    AnyAsid,

    /// <summary>Everything.</summary>
    Everything,
}

/// <summary>Makes a domain. Answered by <see cref="DomainReady"/>.</summary>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Settings">What it is.</param>
public sealed record CreateDomain(RequestId Request, DomainSettings Settings) : IRequest;

/// <summary>The answer to <see cref="CreateDomain"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Whether there is one.</param>
/// <param name="Domain">Its name.</param>
public sealed record DomainReady(RequestId Request, HostResult Result, DomainId Domain) : IHostAnswer;

/// <summary>Ends a domain that no device uses. Answered by <see cref="DomainDestroyed"/>.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record DestroyDomain(DomainId Domain, RequestId Request) : IDomainRequest;

/// <summary>The answer to <see cref="DestroyDomain"/>, passed through the driver, which gives its tags to others.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Busy"/> if a device uses it or something is under way.</param>
/// <param name="IsClean">No cache has its tags, as far as the domain knows; else nobody may have them again.</param>
public sealed record DomainDestroyed(DomainId Domain, RequestId Request, HostResult Result, bool IsClean) : IHostAnswer;

/// <summary>Maps addresses with the largest pages and blocks that fit. Answered by <see cref="PagesMapped"/>.</summary>
/// <param name="Domain">Where.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Address">First input address.</param>
/// <param name="Output">First output address.</param>
/// <param name="SizeBytes">Whole pages.</param>
/// <param name="IsWritable">Writes may pass.</param>
public sealed record MapPages(DomainId Domain, RequestId Request, Iova Address, Pa Output, ulong SizeBytes, bool IsWritable = true)
    : IDomainRequest;

/// <summary>The answer to <see cref="MapPages"/>: a DMA that starts now uses it. No invalidation was needed.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">If there is one, nothing is mapped.</param>
public sealed record PagesMapped(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>Takes mappings away. Answered by <see cref="PagesUnmapped"/>.</summary>
/// <param name="Domain">Where.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Address">First input address.</param>
/// <param name="SizeBytes">Whole pages; blocks that it touches it contains.</param>
public sealed record UnmapPages(DomainId Domain, RequestId Request, Iova Address, ulong SizeBytes) : IDomainRequest;

/// <summary>The answer to <see cref="UnmapPages"/>: no DMA uses the mappings any more, unless the domain is lazy.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Not Ok where something was not mapped: what came before it is unmapped.</param>
/// <param name="SizeBytes">How much was unmapped.</param>
public sealed record PagesUnmapped(RequestId Request, HostResult Result, ulong SizeBytes) : IHostAnswer;

/// <summary>Changes what is permitted. Answered by <see cref="PagesProtected"/>.</summary>
/// <param name="Domain">Where.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Address">First input address.</param>
/// <param name="SizeBytes">Whole pages; blocks that it touches it contains.</param>
/// <param name="IsWritable">Writes may pass.</param>
public sealed record ProtectPages(DomainId Domain, RequestId Request, Iova Address, ulong SizeBytes, bool IsWritable) : IDomainRequest;

/// <summary>The answer to <see cref="ProtectPages"/>: every DMA that starts now gets the new permission.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">Not Ok where something was not mapped: what came before it is changed.</param>
/// <param name="SizeBytes">How much was changed.</param>
public sealed record PagesProtected(RequestId Request, HostResult Result, ulong SizeBytes) : IHostAnswer;

/// <summary>Invalidates all of the domain, so that addresses that wait for it are free. Answered by <see cref="DomainFlushed"/>.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Request">Returned with the answer.</param>
public sealed record FlushDomain(DomainId Domain, RequestId Request) : IDomainRequest;

/// <summary>The answer to <see cref="FlushDomain"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Ok"/> or <see cref="HostResult.Degraded"/>.</param>
public sealed record DomainFlushed(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>The domain to itself: the time of a lazy domain's flush has come.</summary>
public sealed record FlushIsDue : IIommuProtocol
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static FlushIsDue Instance { get; } = new();
}

/// <summary>A device, or one PASID of it, at an SMMU, as the invalidations of a domain reach it.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Smmu">Its SMMU.</param>
/// <param name="Stream">Its StreamID there; a device with several of them and a cache is a member with each.</param>
/// <param name="HasAts">It has a translation cache of its own.</param>
/// <param name="Substream">The PASID; 0 is its traffic without one.</param>
public readonly record struct DomainMember(
    DeviceId Device, SmmuId Smmu, StreamId Stream, bool HasAts, SubstreamId Substream = default);

/// <summary>A device is about to use the domain. Answered by <see cref="DomainJoined"/>.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Member">Who.</param>
/// <param name="HasPasids">PASIDs of the device are attached, so that its stream table entry has to point to context descriptors.</param>
/// <param name="Nested">What a guest's stage 1 has to say above the domain; a viommu adds it on the way to the parent.</param>
public sealed record JoinDomain(
    DomainId Domain, RequestId Request, DomainMember Member, bool HasPasids = false, StreamTableEntry? Nested = null) : IDomainRequest;

/// <summary>The answer to <see cref="JoinDomain"/>, with what a context descriptor or a stream table entry has to say.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// Whether it may. Of a domain of stage 2 <see cref="HostResult.Invalid"/> to a PASID, and <see cref="HostResult.Busy"/> to a device whose
/// PASIDs are attached (Linux: arm_smmu_set_pasid, arm_smmu_attach_dev).
/// </param>
/// <param name="Stage">Which stage translates.</param>
/// <param name="Asid">Tag of stage 1.</param>
/// <param name="Vmid">Tag of stage 2.</param>
/// <param name="Table">The first table.</param>
/// <param name="Granule">Of the tables.</param>
/// <param name="InputBits">Of the tables.</param>
/// <param name="Nested">Of the question: the domain is the stage 2 below this.</param>
public sealed record DomainJoined(
    RequestId Request, HostResult Result, Stage Stage, Asid Asid, Vmid Vmid, Pa Table, Granule Granule, int InputBits,
    StreamTableEntry? Nested = null) : IHostAnswer;

/// <summary>A device does not use the domain any more. Answered by <see cref="DomainLeft"/>.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Member">Who, as it joined.</param>
public sealed record LeaveDomain(DomainId Domain, RequestId Request, DomainMember Member) : IDomainRequest;

/// <summary>
/// The answer to <see cref="LeaveDomain"/>: what its SMMU cached with the domain's tag is gone if no other device there uses it.
/// </summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result"><see cref="HostResult.Ok"/> or <see cref="HostResult.Degraded"/>.</param>
public sealed record DomainLeft(RequestId Request, HostResult Result) : IHostAnswer;

/// <summary>
/// Keeps mappings as they are, for hardware that has their outputs. Answered by <see cref="PagesHeld"/>. Who unmaps or changes one of them
/// is told <see cref="HostResult.Busy"/> until they are released (Linux: an internal access of iommufd, which takes num_locks).
/// </summary>
/// <param name="Domain">Where.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Address">First input address.</param>
/// <param name="SizeBytes">Any number of bytes from there.</param>
public sealed record HoldPages(DomainId Domain, RequestId Request, Iova Address, ulong SizeBytes) : IDomainRequest;

/// <summary>The answer to <see cref="HoldPages"/>.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Result">
/// <see cref="HostResult.NoEntry"/> if something is not mapped; Invalid if the outputs are not in one piece; Busy if that is changing.
/// </param>
/// <param name="Output">Where the first address leads.</param>
public sealed record PagesHeld(RequestId Request, HostResult Result, Pa Output) : IHostAnswer;

/// <summary>The opposite of one <see cref="HoldPages"/>. Answered by <see cref="PagesReleased"/>.</summary>
/// <param name="Domain">Where.</param>
/// <param name="Request">Returned with the answer.</param>
/// <param name="Address">As held.</param>
/// <param name="SizeBytes">As held.</param>
public sealed record ReleasePages(DomainId Domain, RequestId Request, Iova Address, ulong SizeBytes) : IDomainRequest;

/// <summary>The answer to <see cref="ReleasePages"/>.</summary>
/// <param name="Request">Of the question.</param>
public sealed record PagesReleased(RequestId Request) : IAnswer;
