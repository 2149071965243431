using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// What there is: emitted by the machine and by who makes domains, before anything else names it.

/// <summary>There is an SMMU. From the machine when it is built.</summary>
/// <param name="Smmu">Which.</param>
/// <param name="SizesMayChange">IDR3.BBML = 2: software may change the size of a mapping without break-before-make.</param>
/// <param name="LosesInvalidations">An erratum that software knows: what an invalidation covers can stay until the next one.</param>
public sealed record SmmuAdded(SmmuId Smmu, bool SizesMayChange, bool LosesInvalidations = false) : IHistoryEvent;

/// <summary>A device masters a stream of an SMMU; one event a stream. From the machine when it is built.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Smmu">Behind which SMMU.</param>
/// <param name="Stream">With which StreamID there.</param>
public sealed record DeviceAdded(DeviceId Device, SmmuId Smmu, StreamId Stream) : IHistoryEvent;

/// <summary>What a domain does with an address.</summary>
public enum DomainKind : byte
{
    /// <summary>Stage 1 tables of the host, tagged by ASID.</summary>
    StageOne,

    /// <summary>Stage 2 tables of the host, tagged by VMID; can be the parent of nested domains.</summary>
    StageTwo,

    /// <summary>Stage 1 of a guest, over a parent of stage 2.</summary>
    Nested,

    /// <summary>Addresses are passed on as they are (STE.Config or S1DSS bypass).</summary>
    Identity,

    /// <summary>Everything is aborted.</summary>
    Blocked,
}

/// <summary>A domain exists. From who makes it, before any other event names it.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Granule">Of its tables.</param>
/// <param name="Parent">Nested: the stage 2 below.</param>
public sealed record DomainCreated(DomainId Domain, DomainKind Kind, Granule Granule = Granule.K4, DomainId? Parent = null) : IHistoryEvent;

/// <summary>The regime of a TLB tag.</summary>
public enum TagRegime : byte
{
    /// <summary>Non-secure EL1: the NH and S12 commands.</summary>
    NsEl1,

    /// <summary>EL2 with E2H: the EL2 commands.</summary>
    El2E2h,
}

/// <summary>
/// A domain's tag at one SMMU. From who assigns it, before a stream table entry or context descriptor with it is written.
/// </summary>
/// <param name="Domain">Whose.</param>
/// <param name="Smmu">Where.</param>
/// <param name="Regime">Which commands reach it.</param>
/// <param name="Asid">Stage 1: the ASID; 0 for stage 2.</param>
/// <param name="Vmid">Stage 2: the VMID; 0 for stage 1 of the host.</param>
public sealed record DomainTagged(DomainId Domain, SmmuId Smmu, TagRegime Regime, Asid Asid, Vmid Vmid) : IHistoryEvent;

/// <summary>The tags of a domain at all SMMUs are free. From who assigned them, before another domain can have them.</summary>
/// <param name="Domain">Whose.</param>
public sealed record TagsFreed(DomainId Domain) : IHistoryEvent;

/// <summary>Somebody wants a domain to end. From who has it, with the answer.</summary>
/// <param name="Domain">Which.</param>
/// <param name="IsDone">It has ended; else it is in use.</param>
public sealed record DomainDestroyAnswered(DomainId Domain, bool IsDone) : IHistoryEvent;

/// <summary>A device is about to be programmed with an address for its interrupts. From its driver, before the caller knows it.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Address">What it writes to.</param>
/// <param name="Doorbell">Where that has to lead.</param>
public sealed record MsiComposed(DeviceId Device, Iova Address, Pa Doorbell) : IHistoryEvent;

/// <summary>PCI ATS of a device is on or off now. From the device, when what its driver wrote is in force.</summary>
/// <param name="Smmu">Behind which SMMU.</param>
/// <param name="Stream">Whose cache.</param>
/// <param name="IsEnabled">On or off.</param>
public sealed record AtsChanged(SmmuId Smmu, StreamId Stream, bool IsEnabled) : IHistoryEvent;

/// <summary>CR0ACK.SMMUEN or GBPA changed. From the SMMU, when the new state is in force for transactions that arrive.</summary>
/// <param name="Smmu">Which.</param>
/// <param name="IsEnabled">CR0ACK.SMMUEN.</param>
/// <param name="PassesOn">What becomes of transactions while it is not enabled: passed on (GBPA.ABORT = 0) or aborted.</param>
public sealed record SmmuStateChanged(SmmuId Smmu, bool IsEnabled, bool PassesOn) : IHistoryEvent;

/// <summary>
/// What the driver wrote was not in force after a second: it leaves the SMMU as it is, until somebody starts it again. From the driver.
/// </summary>
/// <param name="Smmu">Which.</param>
public sealed record SmmuGivenUp(SmmuId Smmu) : IHistoryEvent;
