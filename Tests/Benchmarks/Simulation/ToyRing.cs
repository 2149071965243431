using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using Akka.Actor;

namespace ActorIommu.Benchmarks.Simulation;

/// <summary>Actors that pass tokens at random until there is nothing left of them.</summary>
/// <param name="actors">How many actors, with a token each.</param>
/// <param name="hops">How often each token is passed on.</param>
internal sealed class ToyRing(int actors, int hops) : ISimulatedScenario
{
    public string Name => "toy-ring";

    public ulong Hash => StableHash.Start.Value;

    public ISimulatedRun Start(SimulationContext context)
    {
        var run = new RingRun();
        var ring = new IActorRef[actors];

        // Props that are used more than once are compiled, which pays off only if they are used for long.
        for (var i = 0; i < actors; i++) ring[i] = context.System.ActorOf(Props.Create(() => new Passer(ring, run)));
        foreach (var actor in ring) actor.Tell(new Token { Left = hops }, ActorRefs.NoSender);
        return run;
    }

    private sealed class RingRun : ISimulatedRun
    {
        public ulong State { get; set; } = 1;

        public RunOutcome Judge(SimulationContext context, RunEnd end) => RunOutcome.Valid(State);
    }

    // Handed on and not copied, so that what is measured is the engine's own.
    private sealed class Token
    {
        public int Left { get; set; }
    }

    private sealed class Passer(IActorRef[] ring, RingRun run) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var token = (Token)message;
            if (token.Left-- == 0) return;
            run.State = (run.State * 6364136223846793005) + 1442695040888963407;
            ring[(int)((run.State >> 33) % (ulong)ring.Length)].Tell(token, Self);
        }
    }
}
