using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Domains;

/// <summary>What a domain is made of.</summary>
internal sealed record DomainDescription
{
    /// <summary>Its name.</summary>
    public required DomainId Id { get; init; }

    /// <summary>What it is.</summary>
    public required DomainSettings Settings { get; init; }

    /// <summary>Its tag where stage 1 translates.</summary>
    public Asid Asid { get; init; }

    /// <summary>Its tag where stage 2 translates.</summary>
    public Vmid Vmid { get; init; }

    /// <summary>The first table.</summary>
    public required Pa Root { get; init; }

    /// <summary>Where the other tables come from.</summary>
    public required TablePool Pool { get; init; }

    /// <summary>What the host software has.</summary>
    public required HostDescription Host { get; init; }

    /// <summary>The command queues of the SMMUs.</summary>
    public required ImmutableArray<CommandRing> Rings { get; init; }

    /// <summary>How invalidations are made.</summary>
    public required InvalidationPlan Plan { get; init; }
}
