using Akka.Actor;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>Makes a system with 20 actors, hears from each of them, and terminates it: what a simulated run pays before and after its
/// steps.</summary>
internal sealed class SystemBenchmark : Benchmark
{
    private const int Actors = 20;

    public override string Name => "runtime/system-20-actors";

    public override long Operations => 50;

    public override string Unit => "system";

    public override void Run()
    {
        for (var i = 0L; i < Operations; i++)
            Once();
    }

    private static void Once()
    {
        using var started = new CountdownEvent(Actors);
        var system = RuntimeGroup.Quiet("system");
        for (var i = 0; i < Actors; i++)
            system.ActorOf(Props.Create(() => new Starter(started)));
        started.Wait();
        system.Terminate().Wait();
    }

    private sealed class Starter(CountdownEvent started) : UntypedActor
    {
        protected override void PreStart() => started.Signal();

        protected override void OnReceive(object message)
        {
        }
    }
}
