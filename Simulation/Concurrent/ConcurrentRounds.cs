using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>
/// Runs a scenario on real threads, round after round, each with an actor system, a machine and host software of its own: ordinary
/// dispatchers, the system's scheduler, nothing that knows of a simulation. A round does the work of the simulated schedule of its number;
/// in which order, the threads say, so the seed does not decide what comes out.
/// </summary>
/// <param name="scenario">What is run; it is told of each round when it is judged.</param>
public sealed class ConcurrentRounds(MachineScenario scenario)
{
    // Drivers poll in microseconds, which a tick rounds up; a device that never answers is waited for in real time.
    private static readonly Config Settings = ConfigurationFactory.ParseString(
        """
        akka.loggers = []
        akka.loglevel = ERROR
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        akka.log-dead-letters-during-shutdown = off
        akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        actor-iommu.machine.atc-invalidation-timeout = 100ms
        """);

    /// <summary>Runs one round to its end and judges it by what intervals alone prove.</summary>
    /// <param name="seed">Of the whole.</param>
    /// <param name="round">Which, from 0.</param>
    /// <param name="giveUp">Who waits has no more patience: the round is judged as it is, as one that makes no progress.</param>
    /// <exception cref="InvalidOperationException">An actor failed, and no experiment asked for it.</exception>
    public RunOutcome Run(ulong seed, long round, CancellationToken giveUp)
    {
        var schedule = new ScheduleStart(Prng.Fork(seed, "schedule", round), round, 0);
        using var system = ActorSystem.Create("concurrent", Settings.WithFallback(scenario.Options.Config));
        var context = new ConcurrentContext(system, scenario.Options, schedule, giveUp);
        var run = MachineRun.Start(scenario, context, context.History);
        RunEnd end;
        do
        {
            end = context.Run();
        }
        while (end == RunEnd.Quiet && context.Failure is null && (run.OnQuiet(context) || !context.History.TryClose()));

        context.History.Close();
        system.Terminate().Wait(CancellationToken.None);
        if (context.Failure is { } failure)
            throw new InvalidOperationException($"Round {round} of seed {seed}: an actor failed: {failure.Message}", failure);
        return run.Judge(end);
    }
}
