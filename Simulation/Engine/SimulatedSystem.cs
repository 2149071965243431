using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Simulation.Engine;

/// <summary>The settings that put a system into the engine's hands, by the documented extension points of Akka.NET alone.</summary>
internal static class SimulatedSystem
{
    private static readonly Config Settings = ConfigurationFactory.ParseString($$"""
        akka.loggers = []
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        akka.log-dead-letters = off
        akka.log-dead-letters-during-shutdown = off
        akka.scheduler.implementation = "{{NameOf(typeof(SimulatedScheduler))}}"
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.actor.default-dispatcher.type = "{{NameOf(typeof(SimulatedDispatcherConfigurator))}}"
        akka.actor.internal-dispatcher.type = "{{NameOf(typeof(SimulatedDispatcherConfigurator))}}"
        akka.actor.default-mailbox.mailbox-type = "{{NameOf(typeof(SimulatedMailbox))}}"
        akka.actor.mailbox.unbounded-queue-based.mailbox-type = "{{NameOf(typeof(SimulatedMailbox))}}"
        akka.actor.mailbox.unbounded-deque-based.mailbox-type = "{{NameOf(typeof(SimulatedMailbox))}}"
        """);

    /// <summary>The engine's settings before the user's.</summary>
    public static Config With(Config? others) => others is null ? Settings : Settings.WithFallback(others);

    /// <summary>Makes a system; the calling thread is in a <see cref="SimulationCore"/>.</summary>
    public static ActorSystem Create(Config settings) => ActorSystem.Create("simulated", settings);

    private static string NameOf(Type type) =>
        $"{type.FullName}, {type.Assembly.GetName().Name}";
}
