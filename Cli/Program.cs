namespace ActorIommu.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments) =>
        new CliApplication(CliEnvironment.OfProcess(), Composition.OfProcess()).RunAsync(arguments, CancellationToken.None);
}
