using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Benchmarks.Runtime;

/// <summary>The actor runtime by itself, whichever flavour is built in.</summary>
internal static class RuntimeGroup
{
    public static IEnumerable<Benchmark> Benchmarks() =>
    [
        new TellBenchmark(),
        new PingPongBenchmark("runtime/ping-pong-1x1", pairs: 1, inFlight: 1, rounds: 1_000_000),
        new PingPongBenchmark("runtime/ping-pong-16x100", pairs: 16, inFlight: 100, rounds: 250_000),
        new AskBenchmark(),
        new TellAllocationBenchmark(),
        new SystemBenchmark("runtime/system-20-actors", isPumped: false),
        new SystemBenchmark("runtime/system-20-pumped", isPumped: true),
        new SeededStepBenchmark(),
    ];

    /// <summary>Settings of a system that logs nothing, parsed once.</summary>
    public static Config QuietConfig { get; } = ConfigurationFactory.ParseString("""
        akka.loggers = []
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        akka.log-dead-letters = off
        akka.log-dead-letters-during-shutdown = off
        """);

    /// <summary>A system that logs nothing.</summary>
    public static ActorSystem Quiet(string name) => ActorSystem.Create(name, QuietConfig);
}
