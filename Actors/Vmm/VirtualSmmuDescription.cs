using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <summary>A device behind a virtual SMMU.</summary>
/// <param name="Stream">Its StreamID for the guest.</param>
/// <param name="Device">Which device of the machine.</param>
/// <param name="Leg">Place of its viommu in <see cref="VirtualSmmuDescription.Viommus"/>.</param>
/// <param name="GuestDevice">The guest's number for it.</param>
public readonly record struct VirtualSmmuDevice(VirtualStreamId Stream, DeviceId Device, int Leg, DeviceId GuestDevice);

/// <summary>What a virtual SMMU is made of.</summary>
public sealed record VirtualSmmuDescription
{
    /// <summary>Whose.</summary>
    public required GuestId Guest { get; init; }

    /// <summary>The guest's number for it.</summary>
    public required SmmuId Id { get; init; }

    /// <summary>What it says it is. Its stage 2, MSIs, ATS and PRI are not modelled.</summary>
    public required SmmuCapabilities Capabilities { get; init; }

    /// <summary>The slices of physical SMMUs that it stands over.</summary>
    public required ImmutableArray<ViommuId> Viommus { get; init; }

    /// <summary>The devices behind it.</summary>
    public required ImmutableArray<VirtualSmmuDevice> Devices { get; init; }

    /// <summary>Where TLB invalidations go.</summary>
    public required DispatchPolicy Policy { get; init; }

    /// <summary>The guest's memory.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>The machine's memory.</summary>
    public required IPhysicalMemory HostMemory { get; init; }

    /// <summary>Where it writes commands for viommus: 1 KiB for each of them.</summary>
    public required Pa Buffers { get; init; }

    /// <summary>Where what happens is told.</summary>
    public IHistory History { get; init; } = NoHistory.Instance;

    /// <summary>Defects of the VMM.</summary>
    public BugSet Bugs { get; init; } = BugSet.None;
}
