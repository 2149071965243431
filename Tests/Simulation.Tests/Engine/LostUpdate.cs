using System.Globalization;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>
/// Two clients add one to a register: each reads it and writes what it read plus one. If both read before either writes, one addition is
/// lost. The actors are set up calmly; then each client is told to go, the second through relays, which give the first a head start.
/// </summary>
internal static class LostUpdate
{
    public static ToyScenario Scenario { get; } = With(relays: 0);

    /// <summary>With four, a calm run loses nothing.</summary>
    public static ToyScenario With(int relays) =>
        new(string.Create(CultureInfo.InvariantCulture, $"lost-update-{relays}"), context => Start(context, relays));

    private static ToyJudge Start(SimulationContext context, int relays)
    {
        var register = new Register();
        var actor = context.System.ActorOf(Props.Create(() => new RegisterActor(register)), "register");
        var first = context.System.ActorOf(Props.Create(() => new ClientActor(actor)), "client0");
        var second = context.System.ActorOf(Props.Create(() => new ClientActor(actor)), "client1");
        for (var i = 0; i < relays; i++)
        {
            var next = second;
            var name = string.Create(CultureInfo.InvariantCulture, $"relay{i}");
            second = context.System.ActorOf(Props.Create(() => new RelayActor(next)), name);
        }

        context.Settle();
        first.Tell(new Go(), ActorRefs.NoSender);
        second.Tell(new Go(), ActorRefs.NoSender);
        return (_, _) => register.Value == 2
            ? RunOutcome.Valid((ulong)register.Value)
            : RunOutcome.Invalid("LostUpdate", $"the register is {register.Value}", (ulong)register.Value);
    }

    private sealed record Go;

    private sealed record Read;

    private sealed record Value(int Number);

    private sealed record Write(int Number);

    private sealed class Register
    {
        public int Value { get; set; }
    }

    private sealed class RegisterActor : ReceiveActor
    {
        public RegisterActor(Register register)
        {
            Receive<Read>(_ => Sender.Tell(new Value(register.Value)));
            Receive<Write>(write => register.Value = write.Number);
        }
    }

    private sealed class RelayActor : ReceiveActor
    {
        public RelayActor(IActorRef next) => ReceiveAny(next.Forward);
    }

    private sealed class ClientActor : ReceiveActor
    {
        public ClientActor(IActorRef register)
        {
            Receive<Go>(_ => register.Tell(new Read()));
            Receive<Value>(value => register.Tell(new Write(value.Number + 1)));
        }
    }
}
