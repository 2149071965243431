namespace ActorIommu.Cli.Laboratory;

/// <summary>An exit code of runs in words.</summary>
internal static class Verdicts
{
    public static string Of(int exitCode) => exitCode switch
    {
        ExitCode.AllEqual => "valid",
        ExitCode.Mismatch => "invalid",
        ExitCode.NoProgress => "no progress",
        ExitCode.NotReproduced => "not determined by its choices",
        _ => "unknown",
    };
}
