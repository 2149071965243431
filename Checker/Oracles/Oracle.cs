using System.Collections.Immutable;
using ActorIommu.Checker.Ghost;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>What all oracles have.</summary>
/// <param name="name">Short name.</param>
/// <param name="statement">The rule.</param>
/// <param name="source">Who says so.</param>
/// <param name="watches">The events that it wants to see.</param>
internal abstract class Oracle(string name, string statement, string source, params Type[] watches) : IOracle
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Statement => statement;

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public virtual bool NeedsOnlyIntervals => false;

    /// <inheritdoc/>
    public ImmutableArray<Type> Watches { get; } = [.. watches];

    /// <inheritdoc/>
    public virtual void Reset()
    {
    }

    /// <inheritdoc/>
    public abstract void See(in StampedEvent stamped, GhostState ghost, Findings findings);

    /// <inheritdoc/>
    public virtual void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
    }
}
