using System.Collections.Immutable;
using ActorIommu.Actors.Smmu;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Machine;

/// <summary>One SMMU of a machine.</summary>
public sealed record SmmuDescription
{
    /// <summary>Registers, caches and walks; a decorator around them makes a broken SMMU. Not shared with another SMMU.</summary>
    public required ISmmuCore Core { get; init; }

    /// <summary>The CMDQV unit beside it; null for none.</summary>
    public CmdqvParameters? Cmdqv { get; init; }

    /// <summary>How much of a translation one message does.</summary>
    public WalkGranularity Granularity { get; init; } = WalkGranularity.Transaction;
}

/// <summary>One device of a machine.</summary>
/// <param name="Smmu">The SMMU that it is behind.</param>
/// <param name="Stream">Its StreamID there.</param>
/// <param name="AtcEntries">How many translations it keeps.</param>
/// <param name="BeginsWithAts">Its ATS is on before software has said so; for machines without a driver.</param>
public sealed record DeviceDescription(SmmuId Smmu, StreamId Stream, int AtcEntries = 64, bool BeginsWithAts = true)
{
    /// <summary>More StreamIDs that its DMAs can have there.</summary>
    public ImmutableArray<StreamId> Aliases { get; init; } = [];
}

/// <summary>What a machine is made of. SMMUs and devices get their ids from their positions.</summary>
public sealed record MachineDescription
{
    /// <summary>
    /// Software lives with the errata that invalidations have (Tegra264), so hardware is not held to them; else they are defects.
    /// </summary>
    public bool SoftwareKnowsErrata { get; init; }

    /// <summary>The memory that everything shares.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>The SMMUs.</summary>
    public required ImmutableArray<SmmuDescription> Smmus { get; init; }

    /// <summary>The devices.</summary>
    public ImmutableArray<DeviceDescription> Devices { get; init; } = [];

    /// <summary>What a run observes of it and does to it.</summary>
    public Experiment Experiment { get; init; } = Experiment.None;

    /// <summary>Where writes are interrupts.</summary>
    public DoorbellRange Doorbell { get; init; }
}
