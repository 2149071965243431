using System.CommandLine;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Shrinking;

namespace ActorIommu.Cli.Commands;

/// <summary><c>shrink TRACE</c></summary>
internal sealed class ShrinkCommand : SimulationCommand
{
    private readonly Argument<string> _file = new("TRACE") { Description = "A choices.trace of a run that fails" };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Where the shrunk run goes; 'shrunk' beside the trace if left out",
        HelpName = "DIR",
    };

    public ShrinkCommand(CliEnvironment environment, Composition composition, GlobalOptions global)
        : base(environment, composition, global, "shrink", "Look for a simpler run that fails in the same way")
    {
        Add(_file);
        Add(Shared.Scenario);
        Add(_out);
    }

    protected override int Run(ParseResult parsed, Consoles consoles, bool isJson, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_file);
        var (trace, loaded) = Loader.LoadTrace(file, parsed.GetValue(Shared.Scenario));
        var reproduction = $"actoriommu {Name} {file}{RunFolder.ScenarioOption(loaded)}";
        if (!isJson) RecordedRunText.WriteOrigin(Environment.Out, Name, loaded, trace.Header, reproduction);
        var recorder = new RunRecorder(Composition);
        try
        {
            var whole = recorder.Replay(loaded, trace);
            if (!whole.Result.Outcome.IsFailure)
                throw new InputException(new InputError(file, InputError.BadTrace, "a run that does not fail cannot be shrunk"));
            var simulator = new Simulator(Composition.Simulated(loaded.Scenario), loaded.Scenario.Options);
            var shrunk = Shrinker.Of(simulator).Shrink(trace.Choices);
            var header = trace.Header;
            var run = recorder.Record(loaded, shrunk.Run.Choices, null, header.Seed, header.Schedule, "shrunk");
            var folder = parsed.GetValue(_out) ?? Path.Combine(Path.GetDirectoryName(file) ?? "", "shrunk");
            run = new RunFolder(Environment).Write(run, folder);
            var json = RecordedRunJson.Of(run);
            (json["runs"], json["isMinimal"], json["choicesBefore"]) = (shrunk.Runs, shrunk.IsMinimal, trace.Choices.Length);
            if (isJson)
            {
                WriteJson(run.ExitCode, "result", json);
                return run.ExitCode;
            }

            Environment.Out.WriteLine();
            RecordedRunText.WriteShrunk(Environment.Out, whole, run, shrunk);
            RecordedRunText.WriteOrigin(Environment.Out, Name, loaded, header, reproduction);
            return run.ExitCode;
        }
        catch (Exception error) when (error is ReplayDivergenceException or NondeterminismException)
        {
            Environment.Error.WriteLine($"{file}: not reproduced: {error.Message}");
            if (isJson) WriteJson(ExitCode.NotReproduced, "notReproduced", error.Message);
            return ExitCode.NotReproduced;
        }
    }
}
