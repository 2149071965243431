using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>Pairs of actors send a number of messages to and fro. One operation is one message, ping or pong.</summary>
internal sealed class PingPongBenchmark(string name, int pairs, int inFlight, int rounds) : Benchmark
{
    private readonly CountdownEvent _done = new(pairs);
    private ActorSystem _system = null!;
    private IActorRef[] _pingers = [];

    public override string Name => name;

    public override long Operations => 2L * pairs * rounds;

    public override string Unit => "message";

    public override void Prepare()
    {
        _system = RuntimeGroup.Quiet("ping-pong");
        _pingers = [.. Enumerable.Range(0, pairs).Select(_ => Pair())];
    }

    public override void Run()
    {
        _done.Reset();
        foreach (var pinger in _pingers)
            pinger.Tell(Begin.Instance, ActorRefs.NoSender);
        _done.Wait();
    }

    public override void Dispose()
    {
        _system.Terminate().Wait();
        _done.Dispose();
        base.Dispose();
    }

    private IActorRef Pair()
    {
        var ponger = _system.ActorOf(Props.Create(() => new Ponger()));
        return _system.ActorOf(Props.Create(() => new Pinger(ponger, inFlight, rounds, _done)));
    }

    private sealed class Begin
    {
        public static readonly Begin Instance = new();
    }

    private sealed class Ball
    {
        public static readonly Ball Instance = new();
    }

    private sealed class Pinger(IActorRef ponger, int inFlight, int rounds, CountdownEvent done) : UntypedActor
    {
        private int _toSend;
        private int _toReceive;

        protected override void OnReceive(object message)
        {
            if (message is Begin)
            {
                _toSend = rounds - inFlight;
                _toReceive = rounds;
                for (var i = 0; i < inFlight; i++)
                    ponger.Tell(Ball.Instance, Self);
                return;
            }
            if (_toSend-- > 0)
                ponger.Tell(Ball.Instance, Self);
            if (--_toReceive == 0)
                done.Signal();
        }
    }

    private sealed class Ponger : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }
}
