using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Reflection;

namespace ActorIommu.Cli.Output;

/// <summary>The version of this assembly. The parser's own option would print that of the process, which under test is another.</summary>
internal static class VersionText
{
    public static string Version { get; } =
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The first 64 bits of the commit's hash, which stands behind the plus of the version; null if it does not.</summary>
    public static ulong? CommitSeed { get; } = SeedOf(Version);

    internal static ulong? SeedOf(string version)
    {
        const int Digits = 16;
        var hash = version.AsSpan(version.IndexOf('+', StringComparison.Ordinal) + 1);
        return hash.Length >= Digits && hash.Length < version.Length
            && ulong.TryParse(hash[..Digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : null;
    }

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
