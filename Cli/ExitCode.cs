namespace ActorIommu.Cli;

internal static class ExitCode
{
    public const int AllEqual = 0;
    public const int Mismatch = 1;
    public const int InvalidInput = 2;
    public const int Unknown = 3;
    public const int NotReproduced = 4;
    public const int NoProgress = 5;
    public const int InternalError = 70;
    public const int Cancelled = 130;
}
