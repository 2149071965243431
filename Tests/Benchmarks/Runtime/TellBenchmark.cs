using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>One thread tells one ReceiveActor; a run ends when the last message was handled.</summary>
internal sealed class TellBenchmark : Benchmark
{
    private readonly ManualResetEventSlim _done = new();
    private ActorSystem _system = null!;
    private IActorRef _actor = null!;

    public override string Name => "runtime/tell";

    public override long Operations => 5_000_000;

    public override string Unit => "message";

    public override void Prepare()
    {
        _system = RuntimeGroup.Quiet("tell");
        _actor = _system.ActorOf(Props.Create(() => new Counter(Operations, _done)));
    }

    public override void Run()
    {
        _done.Reset();
        var message = Message.Instance;
        for (var i = 0L; i < Operations; i++)
            _actor.Tell(message, ActorRefs.NoSender);
        _done.Wait();
    }

    public override void Dispose()
    {
        _system.Terminate().Wait();
        _done.Dispose();
        base.Dispose();
    }

    internal sealed class Message
    {
        public static readonly Message Instance = new();
    }

    internal sealed class Counter : ReceiveActor
    {
        private long _left;

        public Counter(long count, ManualResetEventSlim done)
        {
            _left = count;
            Receive<Message>(_ =>
            {
                if (--_left > 0)
                    return;
                _left = count;
                done.Set();
            });
        }
    }
}
