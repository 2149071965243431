using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Simulation.Engine;

/// <summary>A run, as its scenario sees it.</summary>
public sealed class SimulationContext
{
    private readonly SimulationCore _core;

    internal SimulationContext(SimulationCore core, ActorSystem system) => (_core, System) = (core, system);

    /// <summary>The system of this run.</summary>
    public ActorSystem System { get; }

    /// <summary>What hardware asks where it is free.</summary>
    public IChoices Choices => _core.Choices;

    /// <summary>What is asked where a fault can happen.</summary>
    public IFaults Faults => _core.Choices;

    /// <summary>True while the order of steps is a choice; false while it settles.</summary>
    public bool IsDeciding => _core.Choices.IsDeciding;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => _core.Now;

    /// <summary>Steps so far.</summary>
    public long Steps => _core.Steps;

    /// <summary>Decides what the workload does: 0 to count - 1, where 0 should be the least.</summary>
    public int Draw(int count) => _core.Choices.Draw(count);

    /// <summary>
    /// Delivers calmly what there is to deliver, without recording choices, and lets time pass to the timers that are set: for setting
    /// up what is not the subject.
    /// </summary>
    public void Settle() => _core.Settle();

    /// <summary>
    /// Runs, by choice and with time passing, until nothing is left to do: for a driver that waits for each of its answers.
    /// </summary>
    public RunEnd RunUntilQuiet() => _core.Run();

    /// <summary>No fault happens from here on.</summary>
    public void StopFaults() => _core.Choices.StopFaults();
}
