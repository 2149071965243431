using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>Defects and quirks by their names; capital letters do not matter. No two have the same.</summary>
internal static class SwitchName
{
    public static string FormsOf<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    public static bool TryParse<T>(string name, out T value)
        where T : struct, Enum => Enum.TryParse(name, ignoreCase: true, out value) && char.IsLetter(name[0]);

    /// <summary>What is switched on.</summary>
    public static IEnumerable<string> Of(MachineScenario scenario) =>
        scenario.Bugs.Select(bug => $"{bug}").Concat(scenario.Quirks.Select(quirk => $"{quirk}"));

    /// <summary>As options that switch them on.</summary>
    public static string OptionsOf(ImmutableArray<Bug> bugs, ImmutableArray<Quirk> quirks) =>
        string.Concat(bugs.Select(bug => $" --bug {bug}").Concat(quirks.Select(quirk => $" --quirk {quirk}")));

    /// <summary>As traces have them.</summary>
    public static string ListOf(MachineScenario scenario) => Of(scenario).Any() ? string.Join(',', Of(scenario)) : "-";
}
