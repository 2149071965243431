using Spectre.Console;

namespace ActorIommu.Cli.Output;

/// <summary>
/// The two streams as consoles: results on standard output, everything else on standard error. What each can do is decided here and not
/// detected, because detection writes escape codes into files when TERM says xterm.
/// </summary>
internal sealed class Consoles(CliEnvironment environment, ColorMode color)
{
    // Wide enough that no line of a result is folded where a program may read it.
    private const int FileWidth = 160;

    public IAnsiConsole Results { get; } = Create(environment, environment.Out, environment.OutIsTerminal, color);

    public IAnsiConsole Diagnostics { get; } = Create(environment, environment.Error, environment.ErrorIsTerminal, color);

    public IProgressDisplay Progress() => environment is { ErrorIsTerminal: true, DumbTerminal: false }
        ? new ProgressBar(CreateLive(environment.Error, Diagnostics.Profile.Capabilities.ColorSystem))
        : new ProgressLines(environment.Error, environment.Time);

    private static IAnsiConsole Create(CliEnvironment environment, TextWriter writer, bool isTerminal, ColorMode color)
    {
        var colored = color switch
        {
            ColorMode.Always => true,
            ColorMode.Never => false,
            _ => isTerminal && !environment.NoColor && !environment.DumbTerminal,
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colored ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            console.Profile.Width = FileWidth;

        return console;
    }

    // A bar moves the cursor even where no color is wanted.
    private static IAnsiConsole CreateLive(TextWriter writer, ColorSystem colors) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = colors == ColorSystem.NoColors ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });
}
