using ActorIommu.Simulation.Captures;

namespace ActorIommu.Benchmarks.Replay;

/// <summary>The whole capture of a Linux boot, preloaded. One operation is one replay, building and ending the machine included.</summary>
internal sealed class ReplayBenchmark(string name, string path, ICaptureReplayer replayer) : Benchmark
{
    private Capture _capture = null!;

    public override string Name => name;

    public override long Operations => 20;

    public override string Unit => "capture";

    public override int WarmUps => 6;

    public override void Prepare() => _capture = Capture.Load(path);

    public override void Run()
    {
        for (var i = 0; i < Operations; i++)
        {
            var report = replayer.Replay(_capture, new ReplayOptions(), null, CancellationToken.None);
            if (!report.AllEqual)
                throw new InvalidOperationException($"{path}: {report.MismatchTotal} answers differ, so the figure means nothing.");
        }
    }
}
