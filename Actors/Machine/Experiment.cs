using ActorIommu.Hardware.Bugs;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Machine;

/// <summary>What a run observes of a machine and does to it. Every part has the same one; the default observes and does nothing.</summary>
public sealed record Experiment
{
    /// <summary>An undisturbed machine that nobody watches.</summary>
    public static Experiment None { get; } = new();

    /// <summary>Where the parts record what happens.</summary>
    public IHistory History { get; init; } = NoHistory.Instance;

    /// <summary>Who decides on faults.</summary>
    public IFaults Faults { get; init; } = NoFaults.Instance;

    /// <summary>Defects of host software that are switched on; those of an SMMU are in its core.</summary>
    public BugSet Bugs { get; init; } = BugSet.None;

    /// <summary>True if the fault happens now; then the history has it.</summary>
    internal bool Fires(FaultSite site, string part)
    {
        if (!Faults.Fires(site)) return false;
        if (History.IsOn) History.Record(new FaultInjected(site, part));
        return true;
    }
}
