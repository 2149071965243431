using System.CommandLine;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Commands;

/// <summary><c>capture FILE</c></summary>
internal sealed class CaptureCommand : Command
{
    public CaptureCommand(CliEnvironment environment, Composition composition, GlobalOptions options)
        : base("capture", "Replay a capture file and compare every answer")
    {
        var file = new Argument<string>("FILE") { Description = "Capture file (.smcap or .smcap.gz)" };
        var defects = new Option<BreakKind[]>("--break")
        {
            Description = "Break the emulated SMMU on purpose: tlbi, range, cfgi or asid; may be given several times",
            HelpName = "WHAT",
            DefaultValueFactory = _ => [],
        };
        Words.Accept(defects);
        var core = new Option<bool>("--core") { Description = "Replay through the hardware core alone, without actors" };
        Add(file);
        Add(defects);
        Add(core);
        SetAction((parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(file);
            var job = new CaptureJob
            {
                Name = Path.GetFileName(name),
                CaptureName = name,
                CapturePath = Path.Combine(environment.WorkingDirectory, name),
                Engine = parsed.GetValue(core) ? ReplayEngine.Core : ReplayEngine.Actors,
                Options = new ReplayOptions { Break = [.. parsed.GetRequiredValue(defects).Distinct()] },
            };
            return new RunJobs(environment, composition, options, parsed).RunAsync(() => [job], cancellationToken);
        });
    }
}
