namespace ActorIommu.Simulation.Captures;

/// <summary>How far a replay is.</summary>
/// <param name="RecordsDone">Records replayed.</param>
/// <param name="RecordsTotal">Records of the capture.</param>
/// <param name="Mismatches">Differences so far.</param>
public readonly record struct ReplayProgress(int RecordsDone, int RecordsTotal, long Mismatches);

/// <summary>Replays captures through one implementation of an SMMU and compares every answer.</summary>
public interface ICaptureReplayer
{
    /// <summary>Replays one capture from reset state.</summary>
    /// <param name="capture">What to replay.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then, on the calling thread; not once per record.</param>
    /// <param name="cancellationToken">Ends the replay between two records.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ReplayReport Replay(Capture capture, ReplayOptions options, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken);
}
