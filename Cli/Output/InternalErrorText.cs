namespace ActorIommu.Cli.Output;

/// <summary>What a user sees of our own mistake.</summary>
internal static class InternalErrorText
{
    public static string Of(Exception error, bool verbose)
    {
        var message = error.Message.ReplaceLineEndings(" ");
        var line = $"actoriommu: internal error: {error.GetType().Name}: {message}; please report it";
        return verbose ? line + Environment.NewLine + error : line + " (with the output of --verbose)";
    }
}
