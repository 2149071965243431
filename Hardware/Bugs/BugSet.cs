using System.Collections.Immutable;

namespace ActorIommu.Hardware.Bugs;

/// <summary>The defects and quirks that are switched on; empty unless a run asks for some.</summary>
public sealed class BugSet
{
    private readonly bool[] _isOn = new bool[Enum.GetValues<Bug>().Length];

    /// <param name="bugs">Which are on.</param>
    public BugSet(params ReadOnlySpan<Bug> bugs)
    {
        foreach (var bug in bugs) _isOn[(int)bug] = true;
    }

    /// <summary>None.</summary>
    public static BugSet None { get; } = new();

    /// <summary>Errata of the silicon.</summary>
    public ImmutableArray<Quirk> Quirks { get; init; } = [];

    /// <summary>True if the defect is on.</summary>
    public bool Has(Bug bug) => _isOn[(int)bug];

    /// <summary>True if the silicon has the erratum.</summary>
    public bool Has(Quirk quirk) => Quirks.Contains(quirk);
}
