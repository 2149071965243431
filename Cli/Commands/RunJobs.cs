using System.CommandLine;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Commands;

/// <summary>Runs jobs one after the other and writes what came of them: the part that <c>run</c> and <c>capture</c> share.</summary>
internal sealed class RunJobs(CliEnvironment environment, Composition composition, GlobalOptions options, ParseResult parsed)
{
    private readonly Consoles _consoles = new(environment, parsed.GetRequiredValue(options.Color));

    public async Task<int> RunAsync(Func<IReadOnlyList<RunJob>> load, CancellationToken cancellationToken)
    {
        IRunOutput output = parsed.GetValue(options.Json) ? new RunJson(environment.Out) : new RunText(_consoles.Results);
        var errors = new ErrorLines(environment.Error);

        // On another thread, because the parser's handling of Ctrl-C waits for a task that has to be running while it waits.
        var exitCode = await Task.Run(() => RunAll(load, output, errors, cancellationToken), cancellationToken);
        output.Finish(exitCode);
        return exitCode;
    }

    private int RunAll(Func<IReadOnlyList<RunJob>> load, IRunOutput output, ErrorLines errors, CancellationToken cancellationToken)
    {
        var captures = new CaptureRunner(composition, _consoles.Progress(), environment.Time);
        var simulations = new SimulationRunner(environment, composition);
        var rounds = new ConcurrentRunner(environment, composition, _consoles.Progress());
        var exitCode = ExitCode.AllEqual;
        foreach (var job in Guarded(load) ?? [])
        {
            // Invalid input outranks a mismatch: without it there would have been more to compare.
            if (job is CaptureJob capture && Guarded(() => captures.Run(capture, cancellationToken)) is { } replayed)
            {
                output.Add(replayed);
                exitCode = Math.Max(exitCode, replayed.ExitCode);
            }

            if (job is SimulationJob simulation && Guarded(() => simulations.Run(simulation, cancellationToken)) is { } simulated)
            {
                output.Add(simulated);
                exitCode = Math.Max(exitCode, simulated.Run.ExitCode);
            }

            if (job is ConcurrentJob concurrent)
            {
                output.Begin(concurrent);
                if (Guarded(() => rounds.Run(concurrent, cancellationToken)) is not { } ran) continue;
                output.Add(ran);
                exitCode = Math.Max(exitCode, ran.ExitCode);
            }
        }

        return exitCode;

        T? Guarded<T>(Func<T> action)
            where T : class
        {
            try
            {
                return action();
            }
            catch (InputException invalid)
            {
                exitCode = ExitCode.InvalidInput;
                errors.Write(invalid.Errors);
                output.Add(invalid.Errors);
                return null;
            }
        }
    }
}
