using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli;

/// <summary>Loads a capture, replays it under a progress display and takes the time.</summary>
internal sealed class CaptureRunner(Composition composition, IProgressDisplay display, TimeProvider time)
{
    public CaptureResult Run(CaptureJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var capture = Load(job);
        var replayer = composition.CreateReplayer(job.Engine);
        return display.Track(job.Name, "records", "differences", progress =>
        {
            var start = time.GetTimestamp();
            var report = replayer.Replay(capture, job.Options, progress, cancellationToken);
            return new CaptureResult(job, capture.Records.Length, report, time.GetElapsedTime(start));
        });
    }

    private static Capture Load(CaptureJob job)
    {
        try
        {
            return Capture.Load(job.CapturePath);
        }
        catch (CaptureFormatException error)
        {
            var input = new InputError(job.CaptureName, InputError.BadCapture, error.Message) { ByteOffset = error.ByteOffset };
            throw new InputException(input);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(new InputError(job.CaptureName, InputError.UnreadableCapture, "there is no such file"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(job.CaptureName, InputError.UnreadableCapture, error.Message));
        }
    }
}
