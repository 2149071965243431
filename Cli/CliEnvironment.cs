namespace ActorIommu.Cli;

/// <summary>Everything that the command line takes from its process, so that a test can give it something else.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>The user's wish for no colour (https://no-color.org): set and not empty.</summary>
    public bool NoColor { get; init; }

    /// <summary>A terminal that cannot move its cursor.</summary>
    public bool DumbTerminal { get; init; }

    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    public TimeProvider Time { get; init; } = TimeProvider.System;

#pragma warning disable RS0030 // The one place that may touch the process's console.
    public static CliEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        DumbTerminal = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows(),
    };
#pragma warning restore RS0030
}
