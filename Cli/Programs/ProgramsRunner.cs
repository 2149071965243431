using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Programs;
using ActorIommu.Simulation.Programs.Format;

namespace ActorIommu.Cli.Programs;

/// <summary>Loads a file of programs, runs it under a progress display and takes the time.</summary>
internal sealed class ProgramsRunner(CliEnvironment environment, IProgressDisplay display)
{
    public ProgramsResult Run(string file, CancellationToken cancellationToken)
    {
        var programs = Load(file);
        return display.Track(Path.GetFileName(file), "programs", "differences", progress =>
        {
            var start = environment.Time.GetTimestamp();
            var report = ProgramRun.Of(programs, progress: progress, cancellationToken: cancellationToken);
            return new ProgramsResult(file, report, environment.Time.GetElapsedTime(start));
        });
    }

    private IReadOnlyList<SmmuProgram> Load(string file)
    {
        try
        {
            return ProgramReader.Load(Path.Combine(environment.WorkingDirectory, file));
        }
        catch (ProgramFormatException error)
        {
            throw new InputException(new InputError(file, InputError.BadPrograms, error.Message) { ByteOffset = error.ByteOffset });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(new InputError(file, InputError.UnreadablePrograms, "there is no such file"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(file, InputError.UnreadablePrograms, error.Message));
        }
    }
}
