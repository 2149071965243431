using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli;

// TEMPORARY, only on the branch of the command line: Composition creates the real replayers instead, and this file goes.
internal sealed class UnpluggedReplayer : ICaptureReplayer
{
    public ReplayReport Replay(
        Capture capture, ReplayOptions options, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("no replay engine is built in");
}
