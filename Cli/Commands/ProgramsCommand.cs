using System.CommandLine;
using ActorIommu.Cli.Output;
using ActorIommu.Cli.Programs;

namespace ActorIommu.Cli.Commands;

/// <summary><c>programs FILE</c></summary>
internal sealed class ProgramsCommand : Command
{
    public ProgramsCommand(CliEnvironment environment, GlobalOptions options)
        : base("programs", "Run random SMMU programs and compare every answer with QEMU's, or explain why it differs")
    {
        var file = new Argument<string>("FILE") { Description = "Programs (.jsonl or .jsonl.gz)" };
        Add(file);
        SetAction(async (parsed, cancellationToken) =>
        {
            var consoles = new Consoles(environment, parsed.GetRequiredValue(options.Color));
            IProgramsOutput output = parsed.GetValue(options.Json) ? new ProgramsJson(environment.Out) : new ProgramsText(consoles.Results);
            var runner = new ProgramsRunner(environment, consoles.Progress());
            try
            {
                // On another thread, because the parser's handling of Ctrl-C waits for a task that has to be running while it waits.
                var result = await Task.Run(() => runner.Run(parsed.GetRequiredValue(file), cancellationToken), cancellationToken);
                output.Write(result);
                return result.ExitCode;
            }
            catch (InputException invalid)
            {
                new ErrorLines(environment.Error).Write(invalid.Errors);
                output.Write(invalid.Errors);
                return ExitCode.InvalidInput;
            }
        });
    }
}
