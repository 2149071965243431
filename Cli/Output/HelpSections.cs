using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorIommu.Cli.Output;

/// <summary>What the help says beyond the list of options: examples and exit codes.</summary>
internal static class HelpSections
{
    private static readonly string[] Examples =
    [
        "actoriommu run config/scenarios/linux-6.12-boot.yaml",
        "actoriommu run config/scenarios/linux-6.12-boot.yaml config/scenarios/linux-7.2-boot.yaml --json",
        "actoriommu run config/scenarios/unmap-vs-dma.yaml --seed 7 --strategy random",
        "actoriommu run config/scenarios/unmap-vs-dma.yaml --concurrent --rounds 20",
        "actoriommu capture Tests/Corpus/linux-6.12-4k-strict.smcap.gz",
        "actoriommu capture Tests/Corpus/linux-6.12-4k-strict.smcap.gz --break tlbi",
        "actoriommu programs Tests/Corpus/qemu-10.0.2-programs-2000.jsonl.gz",
        "actoriommu explore config/scenarios/unmap-vs-dma.yaml --seeds 200",
        "actoriommu explore config/scenarios/unmap-vs-dma.yaml --seeds 20 --check-determinism",
        "actoriommu sweep config/scenarios/crashing-parts.yaml --seeds 100",
        "actoriommu bugs --bug GatherEmpty --count 2",
        "actoriommu policies config/scenarios/origins/viommu-multi-psmmu.yaml --seeds 20",
        "actoriommu list",
        "actoriommu capabilities",
        "actoriommu capabilities qemu",
    ];

    private static readonly (int Code, string Meaning)[] ExitCodes =
    [
        (ExitCode.AllEqual, "all answers equal, or explained; all runs valid"),
        (ExitCode.Mismatch, "at least one answer differs, or a count is not the expected one; a run breaks a rule"),
        (ExitCode.InvalidInput, "usage error or invalid input"),
        (ExitCode.Unknown, "the judge cannot tell"),
        (ExitCode.NotReproduced, "a replay diverged, or a run is not determined by its seed"),
        (ExitCode.NoProgress, "something that has to happen never does"),
        (ExitCode.InternalError, "internal error"),
        (ExitCode.Cancelled, "cancelled"),
    ];

    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithSections((HelpAction)help.Action!);
    }

    private static void WriteExamples(TextWriter writer, Command command)
    {
        var start = command is RootCommand ? "actoriommu " : $"actoriommu {command.Name} ";
        writer.WriteLine("Examples:");
        foreach (var example in Examples.Where(example => (example + " ").StartsWith(start, StringComparison.Ordinal)))
            writer.WriteLine("  " + example);

        writer.WriteLine();
    }

    private static void WriteExitCodes(TextWriter writer)
    {
        writer.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes)
            writer.WriteLine($"  {code,-4} {meaning}");
    }

    private sealed class HelpWithSections(HelpAction standard) : SynchronousCommandLineAction
    {
        // Without this the parser's errors (a missing argument) come first and hide the help that was asked for.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            standard.Invoke(parseResult);
            WriteExamples(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
            WriteExitCodes(parseResult.InvocationConfiguration.Output);
            return ExitCode.AllEqual;
        }
    }
}
