using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Defects by their names; capital letters do not matter.</summary>
internal static class BugName
{
    public static string Forms { get; } = string.Join(", ", Enum.GetNames<Bug>());

    public static bool TryParse(string name, out Bug bug) => Enum.TryParse(name, ignoreCase: true, out bug) && char.IsLetter(name[0]);

    /// <summary>As traces have them.</summary>
    public static string ListOf(ImmutableArray<Bug> bugs) => bugs.IsEmpty ? "-" : string.Join(',', bugs);
}
