namespace ActorIommu.Simulation.Engine;

/// <summary>
/// What is simulated, again and again. It is shared by all runs, also side by side, so it has no state; that of a run is in
/// <see cref="ISimulatedRun"/>.
/// </summary>
public interface ISimulatedScenario
{
    /// <summary>Its name in reports and traces; no spaces.</summary>
    string Name { get; }

    /// <summary>A <see cref="Choices.StableHash"/> of all that decides what it does: a trace is of no use with another.</summary>
    ulong Hash { get; }

    /// <summary>
    /// Builds the actors of one run and sends them what starts it. Nothing is delivered meanwhile, unless it asks for
    /// <see cref="SimulationContext.Settle"/>.
    /// </summary>
    ISimulatedRun Start(SimulationContext context);
}

/// <summary>One run of a scenario, on one thread.</summary>
public interface ISimulatedRun
{
    /// <summary>
    /// Nothing is left to do, and no timer is pending. A run in phases begins the next one here: faults off, then a demand for progress.
    /// </summary>
    /// <returns>True if there is something to do again.</returns>
    bool OnQuiet(SimulationContext context) => false;

    /// <summary>The run is over; its actors are still there.</summary>
    RunOutcome Judge(SimulationContext context, RunEnd end);
}
