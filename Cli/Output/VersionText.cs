using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace ActorIommu.Cli.Output;

/// <summary>The version of this assembly. The parser's own option would print that of the process, which under test is another.</summary>
internal static class VersionText
{
    public static string Version { get; } =
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void AddTo(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new Print();

    private sealed class Print : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Version);
            return ExitCode.AllEqual;
        }
    }
}
