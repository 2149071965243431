using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>What a Tell allocates: the message exists already, so it is the runtime's share alone. Time is not the point here.</summary>
internal sealed class TellAllocationBenchmark : Benchmark
{
    private readonly ManualResetEventSlim _done = new();
    private ActorSystem _system = null!;
    private IActorRef _actor = null!;

    public override string Name => "runtime/tell-allocation";

    public override long Operations => 500_000;

    public override string Unit => "message";

    public override void Prepare()
    {
        _system = RuntimeGroup.Quiet("tell-allocation");
        _actor = _system.ActorOf(Props.Create(() => new TellBenchmark.Counter(Operations, _done)));
    }

    public override void Run()
    {
        _done.Reset();
        for (var i = 0L; i < Operations; i++)
            _actor.Tell(TellBenchmark.Message.Instance, ActorRefs.NoSender);
        _done.Wait();
    }

    public override void Dispose()
    {
        _system.Terminate().Wait();
        _done.Dispose();
        base.Dispose();
    }
}
