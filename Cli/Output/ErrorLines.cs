namespace ActorIommu.Cli.Output;

/// <summary>Errors in the user's input, one a line, in the form that editors and CI services turn into links.</summary>
internal sealed class ErrorLines(TextWriter writer)
{
    public void Write(IReadOnlyList<InputError> errors)
    {
        // Not through a console with text layout, which would fold a long line and so break the link.
        foreach (var error in errors)
            writer.WriteLine(error);
    }
}
