using System.Globalization;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>
/// Actors that pass tokens around and use all that a run can: the workload, freedoms, faults, timers of one instant. The state is the
/// order in which each actor saw the tokens.
/// </summary>
internal static class Chatter
{
    public const int Actors = 5;

    public static SimulationOptions Options { get; } = new() { Faults = [FaultSite.PartCrash, FaultSite.ClockJump] };

    public static ToyScenario Scenario { get; } = With("chatter", () => 0);

    /// <summary>With something in each token that comes from elsewhere: 0 is what a simulation can repeat.</summary>
    public static ToyScenario With(string name, Func<int> elsewhere) => new(name, context =>
    {
        var log = new Log(new int[Actors], new StableHash[Actors]);
        var ring = new IActorRef[Actors];
        for (var i = 0; i < Actors; i++)
        {
            var own = i;
            ring[i] = context.System.ActorOf(Props.Create(() => new Passer(own, ring, log, context, elsewhere)), Name(i));
        }

        for (var i = 0; i <= context.Draw(4); i++) ring[context.Draw(Actors)].Tell(new Token(-i, 6), ActorRefs.NoSender);
        return (_, _) => RunOutcome.Valid(log.Hash);
    });

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"passer{number}");

    private sealed record Token(int Number, int Left);

    private sealed record Log(int[] Seen, StableHash[] Order)
    {
        public ulong Hash
        {
            get
            {
                var hash = StableHash.Start;
                for (var i = 0; i < Actors; i++)
                {
                    hash.Add((ulong)Seen[i]);
                    hash.Add(Order[i].Value);
                }

                return hash.Value;
            }
        }
    }

    private sealed class Passer(int own, IActorRef[] ring, Log log, SimulationContext context, Func<int> elsewhere)
        : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            var token = (Token)message;
            log.Seen[own]++;
            log.Order[own].Add((ulong)token.Number);
            if (token.Left == 0) return;
            if (context.Faults.Fires(FaultSite.PartCrash)) throw new InvalidOperationException("a fault");
            var next = ring[(own + 1 + context.Choices.Choose(Freedom.EffectOrder, Actors)) % Actors];
            var passed = new Token(token.Number + elsewhere(), token.Left - 1);
            if (token.Left % 2 == 0) next.Tell(passed, Self);
            else Timers.StartSingleTimer(token.Number, passed, TimeSpan.FromMilliseconds(10));
        }
    }
}
