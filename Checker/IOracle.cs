using System.Collections.Immutable;
using ActorIommu.Checker.Ghost;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker;

/// <summary>
/// One rule that every history has to keep. It sees the events that it watches, each before the ghost state has taken it in, so the
/// ghost is the world as it was when the event happened.
/// </summary>
internal interface IOracle
{
    /// <summary>Short name, as in docs/CHECKER.md: T1, Q4 ...</summary>
    string Name { get; }

    /// <summary>The rule in one sentence.</summary>
    string Statement { get; }

    /// <summary>Who says so: a clause of IHI 0070 or a file of Linux.</summary>
    string Source { get; }

    /// <summary>True if the rule needs only intervals: then it also holds where the order of the stamps is not the order of
    /// events.</summary>
    bool NeedsOnlyIntervals => false;

    /// <summary>The types of the events that it wants to see.</summary>
    ImmutableArray<Type> Watches { get; }

    /// <summary>A new history begins.</summary>
    void Reset();

    /// <summary>Looks at one event.</summary>
    void See(in StampedEvent stamped, GhostState ghost, Findings findings);

    /// <summary>The history is over.</summary>
    /// <param name="last">Stamp for what is found at the end.</param>
    /// <param name="isQuiescent">Nothing was left to do: what has not happened never will.</param>
    /// <param name="ghost">The world at the end.</param>
    /// <param name="findings">Where objections go.</param>
    void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
    }
}
