using System.CommandLine;
using ActorIommu.Cli.Output;

namespace ActorIommu.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as one JSON object",
        Recursive = true,
    };

    public Option<ColorMode> Color { get; } = MakeColor();

    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Print the stack of an internal error",
        Recursive = true,
    };

    private static Option<ColorMode> MakeColor()
    {
        var option = new Option<ColorMode>("--color")
        {
            Description = "Use colors: auto, always or never",
            HelpName = "WHEN",
            Recursive = true,
            DefaultValueFactory = _ => ColorMode.Auto,
        };
        Words.Accept(option);
        return option;
    }
}
