using Spectre.Console;

namespace ActorIommu.Cli.Output;

/// <summary>Errors in the user's input, one a line, in the form that editors and CI services turn into links.</summary>
internal sealed class ErrorLines(IAnsiConsole console)
{
    public void Write(IReadOnlyList<InputError> errors)
    {
        // Not through the console's text layout, which would fold a long line and so break the link.
        foreach (var error in errors)
            console.Profile.Out.Writer.WriteLine(error);
    }
}
