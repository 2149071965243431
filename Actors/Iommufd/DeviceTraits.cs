using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>A device as iommufd finds it when a driver binds it.</summary>
/// <param name="Device">Which.</param>
/// <param name="Group">With which others it cannot be told apart.</param>
/// <param name="Smmu">Which physical SMMU it is behind.</param>
internal sealed record DeviceTraits(DeviceId Device, GroupId Group, SmmuId Smmu)
{
    /// <summary>Its StreamIDs there.</summary>
    public ImmutableArray<StreamId> Streams { get; init; } = [new StreamId(0)];

    /// <summary>Its DMA is coherent under the IOMMU (IOMMU_CAP_CACHE_COHERENCY).</summary>
    public bool IsCoherent { get; init; } = true;

    /// <summary>Its MSIs cannot reach what is another's.</summary>
    public bool HasIsolatedMsi { get; init; } = true;

    /// <summary>It is a virtual function with PRI, whose faults cannot be told apart.</summary>
    public bool IsVirtualFunctionWithPri { get; init; }

    /// <summary>Its SMMU says which pages are dirty.</summary>
    public bool TracksDirty { get; init; }

    /// <summary>How many PASIDs it has, counted from 0; 0 is none.</summary>
    public uint MaxPasids { get; init; }

    /// <summary>Addresses that it cannot use for DMA.</summary>
    public ImmutableArray<IovaSpan> ReservedRegions { get; init; } = [];
}
