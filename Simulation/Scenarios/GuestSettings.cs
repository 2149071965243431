using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ActorIommu.Actors.Vmm;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>Who has the stage 2 below a guest whose devices are behind several SMMUs.</summary>
public enum DomainSharing
{
    /// <summary>One for all SMMUs.</summary>
    Shared,

    /// <summary>One for each SMMU, with the same contents (Linux 7.2).</summary>
    PerInstance,
}

/// <summary>A virtual machine: its devices, its SMMU, and the software in it.</summary>
public sealed record GuestSettings
{
    /// <summary>Where the TLB invalidations of its SMMU go.</summary>
    [Description("Where its SMMU sends TLB invalidations; perInstance gives the guest an SMMU for each physical one.")]
    public DispatchPolicy Policy { get; init; }

    /// <summary>Who has the stage 2.</summary>
    [Description("One stage 2 for all SMMUs, or one for each.")]
    public DomainSharing Sharing { get; init; }

    /// <summary>Queues of hardware that it has.</summary>
    [Description("log2 of the VCMDQs that it has beside each of its SMMUs, which then stand over one physical SMMU each; or none.")]
    [Range(0, 2)]
    public int? Log2VirtualQueues { get; init; }

    /// <summary>The devices that it has.</summary>
    [Description("The devices that it has. Its domains and workloads name them by their place in this list, from 0.")]
    public required IReadOnlyList<GuestDeviceSettings> Devices { get; init; }

    /// <summary>Pages that the host may take from it.</summary>
    [Description("Pages of stage 2 that workloads of the host use; the first domain of the guest maps its first pages to them.")]
    [Range(0, 64)]
    public int Pages { get; init; }

    /// <summary>Its SMMU has range invalidation.</summary>
    [Description("Its SMMU has invalidation by ranges.")]
    public bool Ranges { get; init; } = true;

    /// <summary>It invalidates stream table entries by ranges.</summary>
    [Description("It invalidates four stream table entries with one command instead of one.")]
    public bool EntryRanges { get; init; }

    /// <summary>Its devices read everything at the end.</summary>
    [Description("When all is over each of its devices reads each page.")]
    public bool Probes { get; init; }

    /// <summary>Address spaces that its software makes.</summary>
    [Description("Address spaces that its software makes; all of stage 1.")]
    public required IReadOnlyList<DomainLayout> Domains { get; init; }

    /// <summary>What happens in it.</summary>
    [Description("What happens in it, beside what happens outside.")]
    public required IReadOnlyList<WorkloadSettings> Workloads { get; init; }
}

/// <summary>A device of a guest.</summary>
public sealed record GuestDeviceSettings
{
    /// <summary>Which device of the machine.</summary>
    [Description("Which device of the machine.")]
    public required int Device { get; init; }

    /// <summary>Its StreamID in the guest.</summary>
    [Description("Its StreamID in the guest.")]
    [Range(0, 15)]
    public required int Stream { get; init; }
}
