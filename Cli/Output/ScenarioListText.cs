using Spectre.Console;

namespace ActorIommu.Cli.Output;

internal static class ScenarioListText
{
    public static void Write(IAnsiConsole console, IReadOnlyList<ListedScenario> scenarios)
    {
        var nameWidth = scenarios.Select(one => one.File.Length).DefaultIfEmpty().Max();

        // One line each, whatever the width: a list is often read by other programs.
        foreach (var (file, scenario) in scenarios)
            console.Profile.Out.Writer.WriteLine($"{file.PadRight(nameWidth)}  {scenario.Description.ReplaceLineEndings(" ").Trim()}");
    }
}
