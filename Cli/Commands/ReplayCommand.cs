using System.CommandLine;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Cli.Commands;

/// <summary><c>replay TRACE</c></summary>
internal sealed class ReplayCommand : SimulationCommand
{
    private readonly Argument<string> _file = new("TRACE") { Description = "A choices.trace" };
    private readonly Option<string?> _out = new("--out") { Description = "Write everything about the run there", HelpName = "DIR" };

    public ReplayCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : base(environment, composition, global, "replay", "Do a run again along its choices")
    {
        Add(_file);
        Add(Shared.Scenario);
        Add(_out);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_file);
        var (trace, scenario) = Loader.LoadTrace(file, parsed.GetValue(Shared.Scenario));
        var reproduction = RunFolder.ReproductionOf(scenario, file);
        if (!isJson) RecordedRunText.WriteOrigin(Environment.Out, Name, scenario, trace.Header, reproduction);
        RecordedRun run;
        try
        {
            run = new RunRecorder(Composition).Replay(scenario, trace);
        }
        catch (Exception error) when (error is ReplayDivergenceException or NondeterminismException)
        {
            Environment.Error.WriteLine($"{file}: not reproduced: {error.Message}");
            if (isJson) WriteJson(ExitCode.NotReproduced, "notReproduced", error.Message);
            return ExitCode.NotReproduced;
        }

        if (parsed.GetValue(_out) is { } folder) run = new RunFolder(Environment).Write(run, folder);
        if (isJson)
        {
            WriteJson(run.ExitCode, "result", RecordedRunJson.Of(run));
            return run.ExitCode;
        }

        Environment.Out.WriteLine();
        RecordedRunText.Write(Environment.Out, run, reproduction);
        RecordedRunText.WriteOrigin(Environment.Out, Name, scenario, trace.Header, reproduction);
        return run.ExitCode;
    }
}
