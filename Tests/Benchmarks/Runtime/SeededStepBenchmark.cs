using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>Steps of a seeded engine: 32 actors pass messages at random, one thread chooses which mailbox runs next.</summary>
internal sealed class SeededStepBenchmark : Benchmark
{
    private const int Actors = 32;
    private ActorSystem _system = null!;

    public override string Name => "runtime/seeded-step";

    public override long Operations => 1_000_000;

    public override string Unit => "step";

    public override void Prepare()
    {
        _system = ActorSystem.Create("seeded", QueueingDispatcher.Settings.WithFallback(RuntimeGroup.QuietConfig));
        QueueingDispatcher.Seed(1);
        var ring = new IActorRef[Actors];
        for (var i = 0; i < Actors; i++)
        {
            var next = (ulong)i;
            ring[i] = _system.ActorOf(Props.Create(() => new Passer(ring, next)));
        }
        foreach (var actor in ring)
            actor.Tell(TellBenchmark.Message.Instance, ActorRefs.NoSender);
    }

    public override void Run()
    {
        for (var i = 0L; i < Operations; i++)
        {
            if (!QueueingDispatcher.Step())
                throw new InvalidOperationException("Nothing is runnable, although every actor passes on what it gets.");
        }
    }

    public override void Dispose()
    {
        var end = _system.Terminate();
        while (!end.IsCompleted)
        {
            if (!QueueingDispatcher.Step())
                Thread.Yield();
        }
        base.Dispose();
    }

    private sealed class Passer(IActorRef[] others, ulong seed) : UntypedActor
    {
        private ulong _state = seed;

        protected override void OnReceive(object message)
        {
            _state = (_state * 6364136223846793005) + 1442695040888963407;
            others[(int)((_state >> 33) % Actors)].Tell(message, Self);
        }
    }
}
