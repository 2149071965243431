using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>A device as the driver knows it.</summary>
/// <param name="Smmu">The SMMU that it is behind.</param>
/// <param name="Stream">Its StreamID there.</param>
/// <param name="HasAts">It has a translation cache, and may use it.</param>
public readonly record struct HostDevice(SmmuId Smmu, StreamId Stream, bool HasAts = false)
{
    /// <summary>More StreamIDs of it there, as behind a bridge that changes requester ids (Linux: fwspec->ids).</summary>
    public ImmutableArray<StreamId> Aliases { get; init; } = [];

    /// <summary>Bits of a PASID of it; 0 if it has none.</summary>
    public int PasidBits { get; init; }

    /// <summary>
    /// It bears to wait for a page, so what is not mapped stalls where the SMMU can (Linux: dma-can-stall; its faults go to whom the domain
    /// says, and abort if that is nobody).
    /// </summary>
    public bool CanStall { get; init; }

    /// <summary>All its StreamIDs.</summary>
    public ImmutableArray<StreamId> Streams => [Stream, .. Aliases.IsDefault ? [] : Aliases.Except([Stream])];
}

/// <summary>What the host software has. SMMUs and devices are those of the machine, with the same numbers.</summary>
public sealed record HostDescription
{
    /// <summary>The memory that everything shares.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>First address of what the driver makes its tables and queues of.</summary>
    public required Pa Tables { get; init; }

    /// <summary>How much of it there is.</summary>
    public required ulong TablesBytes { get; init; }

    /// <summary>What each SMMU says it is.</summary>
    public required ImmutableArray<SmmuCapabilities> Smmus { get; init; }

    /// <summary>The devices.</summary>
    public required ImmutableArray<HostDevice> Devices { get; init; }

    /// <summary>log2 of the number of commands of a queue.</summary>
    public int Log2Commands { get; init; } = 8;

    /// <summary>VCMDQs of each virtual interface of the CMDQV unit beside each SMMU; 0 where there is no unit.</summary>
    public int VirtualQueues { get; init; }

    /// <summary>Virtual interfaces of each unit: the first is the host's, and each of the others can be a viommu's.</summary>
    public int VirtualInterfaces { get; init; } = 1;

    /// <summary>log2 of the number of events of a queue.</summary>
    public int Log2Events { get; init; } = 7;

    /// <summary>Bits of a StreamID.</summary>
    public int StreamBits { get; init; } = 8;

    /// <summary>The stream table has two levels where the SMMU has them, and its arrays are made when a device is first attached.</summary>
    public bool TwoLevelStreams { get; init; }

    /// <summary>Tables that a domain may have besides its first.</summary>
    public int TablesPerDomain { get; init; } = 32;

    /// <summary>CMD_SYNC completes by MSIs where the SMMU has them (Linux: disable_msipolling is off).</summary>
    public bool PollsMsi { get; init; } = true;

    /// <summary>Each list of commands ends with its own CMD_SYNC (MMU-700 erratum 2812531).</summary>
    public bool ForcesSync { get; init; }

    /// <summary>Stream table entries let hardware merge events of their streams (STE.MEV).</summary>
    public bool MergesEvents { get; init; }

    /// <summary>
    /// True if each step of host software is a message of its own, so that others may come in between; false, and it makes as many as it
    /// can: for a while in which nothing else is of interest.
    /// </summary>
    public Func<bool> TakesTurns { get; init; } = static () => true;

    /// <summary>What processes can map (IommufdProtocol): where it begins, and how much there is. Null: there is no iommufd.</summary>
    public (Pa Start, ulong SizeBytes)? ProcessMemory { get; init; }

    /// <summary>Each list of CFGI and TLBI commands is issued a second time (Tegra264: an invalidation can lose a race).</summary>
    public bool RepeatsInvalidations { get; init; }

    /// <summary>Each CMD_SYNC clears a word in an array of 32-bit words, instead of its own slot (not Linux).</summary>
    public bool PacksSyncWords { get; init; }

    /// <summary>
    /// log2 of the stream table entries that the driver invalidates with the one that it changed (CMD_CFGI_STE_RANGE); null for
    /// CMD_CFGI_STE.
    /// </summary>
    public int? Log2EntryRange { get; init; }

    /// <summary>What a run observes of it and does to it; its defects too.</summary>
    public Experiment Experiment { get; init; } = Experiment.None;

    /// <summary>When stores become visible.</summary>
    public IChoices Choices { get; init; } = CalmChoices.Instance;
}
