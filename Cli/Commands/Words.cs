using System.CommandLine;

namespace ActorIommu.Cli.Commands;

/// <summary>
/// Options whose values are the members of an enum, in lower case and by name only (the parser would take numbers as well).
/// </summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static void Accept<T>(Option<T> option)
        where T : struct, Enum => option.AcceptOnlyFromAmong(All<T>());

    public static void Accept<T>(Option<T[]> option)
        where T : struct, Enum => option.AcceptOnlyFromAmong(All<T>());

    private static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];
}
