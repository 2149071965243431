using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using ActorIommu.Cli.Commands;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli;

/// <summary>From arguments to an exit code. Every way out of the program passes here.</summary>
internal sealed class CliApplication(CliEnvironment environment, Composition composition)
{
    // What the parser returns when a SIGTERM came and the command did not end in time. Here it is one more way to be cancelled.
    private const int TerminatedWhileBusy = 143;

    private static readonly TimeSpan TerminationPatience = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        // What is printed and written down is for comparing and for programs, whatever the culture of the user.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var options = new GlobalOptions();
        var parsed = BuildRoot(options).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationPatience,
        };
        try
        {
            if (parsed.Errors.Count == 0)
            {
                var exitCode = await parsed.InvokeAsync(configuration, cancellationToken);
                return exitCode == TerminatedWhileBusy ? ExitCode.Cancelled : exitCode;
            }

            if (parsed.Action is ParseErrorAction report)
                report.ShowHelp = false;

            await parsed.InvokeAsync(configuration, cancellationToken);
            return ExitCode.InvalidInput;
        }
        catch (OperationCanceledException)
        {
            await environment.Error.WriteLineAsync("actoriommu: cancelled");
            return ExitCode.Cancelled;
        }
#pragma warning disable CA1031 // The last resort: a user sees one line instead of a stack.
        catch (Exception error)
        {
            await environment.Error.WriteLineAsync(InternalErrorText.Of(error, verbose: parsed.GetValue(options.Verbose)));
            return ExitCode.InternalError;
        }
#pragma warning restore CA1031
    }

    private RootCommand BuildRoot(GlobalOptions options)
    {
        var root = new RootCommand("Replays what a driver did to an Arm SMMUv3 through the emulated one and compares every answer.")
        {
            options.Json,
            options.Color,
            options.Verbose,
            new RunCommand(environment, composition, options),
            new CaptureCommand(environment, composition, options),
            new ProgramsCommand(environment, options),
            new ExploreCommand(environment, composition, options),
            new ReplayCommand(environment, composition, options),
            new ShrinkCommand(environment, composition, options),
            new SweepCommand(environment, composition, options),
            new BugsCommand(environment, composition, options),
            new PoliciesCommand(environment, composition, options),
            new ListCommand(environment, options),
            new CapabilitiesCommand(environment, options),
        };
        HelpSections.AddTo(root);
        VersionText.AddTo(root);
        return root;
    }
}
