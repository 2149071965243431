using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Faults;

/// <summary>
/// How often hardware takes freedoms and faults happen. Each site is first switched on or off for the run, and only then fires at some of
/// its visits: so runs differ in kind and not only in number.
/// </summary>
public sealed record SiteOdds
{
    /// <summary>Half the freedoms of a run, a quarter of the visits; a quarter of the faults, an eighth of the visits, at most 3.</summary>
    public static SiteOdds Default { get; } = new();

    /// <summary>Neither freedoms nor faults.</summary>
    public static SiteOdds None { get; } = new() { FreedomActive = Ratio.Never, FaultActive = Ratio.Never };

    /// <summary>In how many runs a freedom is taken at all.</summary>
    public Ratio FreedomActive { get; init; } = new(1, 2);

    /// <summary>At how many visits, then.</summary>
    public Ratio FreedomFires { get; init; } = new(1, 4);

    /// <summary>In how many runs a fault can happen.</summary>
    public Ratio FaultActive { get; init; } = new(1, 4);

    /// <summary>At how many visits, then.</summary>
    public Ratio FaultFires { get; init; } = new(1, 8);

    /// <summary>Before how many steps a timer fires first, where <see cref="Engine.SimulationOptions.TimersRace"/>.</summary>
    public Ratio TimerWins { get; init; } = new(1, 32);

    /// <summary>At most so many faults a run.</summary>
    public int FaultsPerRun { get; init; } = 3;

    /// <summary>At most so many freedoms a run.</summary>
    public int FreedomsPerRun { get; init; } = int.MaxValue;
}
