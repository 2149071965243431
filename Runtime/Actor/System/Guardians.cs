using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The actors at the top of a hierarchy.</summary>
internal static class Guardians
{
    // A fault of the system's own actors restarts them.
    private static readonly SupervisorStrategy SystemStrategy = new OneForOneStrategy(Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<ActorInitializationException>()));

    // A guardian that fails takes the system down.
    private static readonly SupervisorStrategy RootStrategy = new OneForOneStrategy(static _ => Directive.Stop, loggingEnabled: true);

    public static Props RootProps() =>
        Props.CreateBy(new FactoryProducer(typeof(RootActor), static () => new RootActor())).WithSupervisorStrategy(RootStrategy);

    public static Props UserProps(SupervisorStrategy strategy) =>
        Props.CreateBy(new FactoryProducer(typeof(GuardianActor), static () => new GuardianActor())).WithSupervisorStrategy(strategy);

    public static Props SystemProps() =>
        Props.CreateBy(new FactoryProducer(typeof(SystemGuardianActor), static () => new SystemGuardianActor()))
            .WithSupervisorStrategy(SystemStrategy);

    private class Guardian : ActorBase
    {
        protected override bool Receive(object message)
        {
            switch (message)
            {
                case Terminated:
                    Context.Stop(Self);
                    break;
                case StopChild stop:
                    Context.Stop(stop.Child);
                    break;
                default:
                    Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                    break;
            }

            return true;
        }

        // Children of guardians survive their parent's restart.
        protected override void PreRestart(Exception reason, object message)
        {
        }
    }

    private sealed class RootActor : Guardian;

    private sealed class GuardianActor : Guardian;

    private sealed class SystemGuardianActor : Guardian;
}
