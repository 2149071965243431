using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>One question at a time.</summary>
internal sealed class AskBenchmark : Benchmark
{
    private ActorSystem _system = null!;
    private IActorRef _actor = null!;

    public override string Name => "runtime/ask";

    public override long Operations => 200_000;

    public override string Unit => "question";

    public override void Prepare()
    {
        _system = RuntimeGroup.Quiet("ask");
        _actor = _system.ActorOf(Props.Create(() => new Echo()));
    }

    public override void Run() => AskAll().GetAwaiter().GetResult();

    public override void Dispose()
    {
        _system.Terminate().Wait();
        base.Dispose();
    }

    private async Task AskAll()
    {
        for (var i = 0L; i < Operations; i++)
            await _actor.Ask<string>("question").ConfigureAwait(false);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message, Self));
    }
}
