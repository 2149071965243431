using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>A process that has devices by iommufd, and what it does with them.</summary>
public sealed record ProcessSettings
{
    /// <summary>The devices that it has.</summary>
    [Description("The devices that it has. One that stalls begins with a domain whose page faults the process reads.")]
    public required IReadOnlyList<int> Devices { get; init; }

    /// <summary>The pages that it maps for them.</summary>
    [Description("Pages of its address space that it maps for them, all mapped at first.")]
    [Range(1, 64)]
    public required int Pages { get; init; }

    /// <summary>What it does before it ends.</summary>
    [Description("At most so many ioctls: a page is unmapped or mapped, a device that stalls gets a new domain; then the file is closed.")]
    [Range(1, 10_000)]
    public required int Operations { get; init; }
}
