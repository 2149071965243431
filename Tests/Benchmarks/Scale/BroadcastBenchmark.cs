using System.Globalization;

namespace ActorIommu.Benchmarks.Scale;

/// <summary>
/// An unmap (and the map after it) of a page of a domain whose devices are behind so many of the 64 SMMUs: one of the host, or of a guest,
/// whose virtual SMMU stands over them and passes the invalidation on to all.
/// </summary>
internal sealed class BroadcastBenchmark(Lazy<BigMachine> machine, bool ofGuest, int affected) : Benchmark
{
    private double _steps;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"scale/{(ofGuest ? "guest-" : "")}broadcast-{affected}");

    /// <summary>Four benchmarks of 500 and 5 runs after a warm-up: 12,000 broadcasts, at the host and in guests each.</summary>
    public override long Operations => 500;

    public override string Unit => "broadcast";

    public override int WarmUps => 1;

    public override string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"{_steps:F0} messages a broadcast, {_steps / affected:F1} for each SMMU; {BigMachine.Smmus} SMMUs, "
            + $"{BigMachine.Devices:N0} devices, "
            + $"{BigMachine.Pages:N0} pages, {Environment.WorkingSet >> 20:N0} MiB resident");

    public override void Prepare() => _ = machine.Value;

    public override void Run() => _steps = (double)machine.Value.Broadcast(ofGuest, affected, (int)Operations) / Operations;

    public override void Dispose()
    {
        if (ofGuest && affected == BigMachine.Spans[^1]) machine.Value.Dispose();
        base.Dispose();
    }
}
