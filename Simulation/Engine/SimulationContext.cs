using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Simulation.Engine;

/// <summary>A run, as its scenario sees it.</summary>
public sealed class SimulationContext : IRunContext
{
    private readonly SimulationCore _core;

    internal SimulationContext(SimulationCore core, ActorSystem system) => (_core, System) = (core, system);

    /// <inheritdoc/>
    public ActorSystem System { get; }

    /// <inheritdoc/>
    public IChoices Choices => _core.Choices;

    /// <inheritdoc/>
    public IFaults Faults => _core.Choices;

    /// <inheritdoc/>
    public bool IsDeciding => _core.Choices.IsDeciding;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => _core.Now;

    /// <summary>Steps so far.</summary>
    public long Steps => _core.Steps;

    /// <inheritdoc/>
    public int Draw(int count) => _core.Choices.Draw(count);

    /// <summary>
    /// Delivers calmly what there is to deliver, without recording choices, and lets time pass to the timers that are set: for setting
    /// up what is not the subject.
    /// </summary>
    public void Settle() => _core.Settle();

    void IRunContext.Expect(int requests)
    {
        // The engine sees when nothing is left to do.
    }

    void IRunContext.Answered()
    {
    }

    /// <summary>
    /// Runs, by choice and with time passing, until nothing is left to do: for a driver that waits for each of its answers.
    /// </summary>
    public RunEnd RunUntilQuiet() => _core.Run();

    /// <inheritdoc/>
    public void StopFaults() => _core.Choices.StopFaults();
}
