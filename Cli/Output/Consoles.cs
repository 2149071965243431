using Spectre.Console;

namespace ActorIommu.Cli.Output;

/// <summary>
/// The two streams as consoles: results on standard output, everything else on standard error. What each can do is decided here and not
/// detected, because detection writes escape codes into files when TERM says xterm.
/// </summary>
internal sealed class Consoles(CliEnvironment environment, ColorMode color)
{
    // Wide enough that no line of a result is folded where a program may read it.
    private const int FileWidth = 10_000;

    public IAnsiConsole Results { get; } = CreateResults(environment, UsesColor(environment, color, environment.OutIsTerminal));

    public IProgressDisplay Progress() => environment is { ErrorIsTerminal: true, DumbTerminal: false }
        ? new ProgressBar(CreateLive(environment.Error, UsesColor(environment, color, isTerminal: true)))
        : new ProgressLines(environment.Error, environment.Time);

    private static bool UsesColor(CliEnvironment environment, ColorMode color, bool isTerminal) => color switch
    {
        ColorMode.Always => true,
        ColorMode.Never => false,
        _ => isTerminal && !environment.NoColor && !environment.DumbTerminal,
    };

    private static IAnsiConsole CreateResults(CliEnvironment environment, bool colored)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colored ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(environment.Out),
        });
        if (!environment.OutIsTerminal)
            console.Profile.Width = FileWidth;

        return console;
    }

    // A bar moves the cursor even where no color is wanted.
    private static IAnsiConsole CreateLive(TextWriter writer, bool colored) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = colored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });
}
