using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>
/// Makes a system with 20 actors, hears from each of them, and terminates it: what a simulated run pays before and after its steps. On the
/// thread pool, where waking threads is part of the price, and on a dispatcher that the measuring thread pumps, as a simulator does.
/// </summary>
internal sealed class SystemBenchmark(string name, bool isPumped) : Benchmark
{
    private const int Actors = 20;

    private readonly Config _config =
        isPumped ? QueueingDispatcher.Settings.WithFallback(RuntimeGroup.QuietConfig) : RuntimeGroup.QuietConfig;

    private Props _props = Props.Empty;
    private int _started;

    public override string Name => name;

    public override long Operations => 1_000;

    public override string Unit => "system";

    // A simulation makes thousands of systems: what counts is the price when the code that makes them is compiled for good.
    public override int WarmUps => 8;

    public override void Prepare() => _props = Props.Create(() => new Starter(this));

    public override void Run()
    {
        for (var i = 0L; i < Operations; i++)
            Once();
    }

    private void Once()
    {
        Volatile.Write(ref _started, 0);
        var system = ActorSystem.Create("system", _config);
        for (var i = 0; i < Actors; i++)
            system.ActorOf(_props);
        WaitFor(() => Volatile.Read(ref _started) == Actors);
        var end = system.Terminate();
        WaitFor(() => end.IsCompleted);
    }

    private void WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            if (!isPumped || !QueueingDispatcher.Step())
                Thread.Yield();
        }
    }

    private sealed class Starter(SystemBenchmark benchmark) : UntypedActor
    {
        protected override void PreStart() => Interlocked.Increment(ref benchmark._started);

        protected override void OnReceive(object message)
        {
        }
    }
}
