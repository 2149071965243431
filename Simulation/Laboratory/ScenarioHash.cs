using System.Collections;
using System.Globalization;
using System.Reflection;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// The hash of what a scenario does: of every key but its description that has not its default, and of the identification registers.
/// </summary>
internal static class ScenarioHash
{
    public static ulong Of(Scenario scenario, SmmuCapabilities capabilities)
    {
        var hash = StableHash.Start;
        Add(ref hash, scenario with { Description = "-" });
        foreach (var property in typeof(SmmuCapabilities).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.PropertyType.GetProperty("Raw") is not { } raw) continue;
            hash.Add(property.Name);
            hash.Add(Convert.ToString(raw.GetValue(property.GetValue(capabilities)), CultureInfo.InvariantCulture));
        }

        return hash.Value;
    }

    private static void Add(ref StableHash hash, object? value)
    {
        switch (value)
        {
            case CapabilityReference capabilities:
                hash.Add(capabilities.Name);
                break;
            case FileReference file:
                hash.Add(file.Text);
                break;
            case string text:
                hash.Add(text);
                break;
            case IEnumerable list:
                foreach (var item in list) Add(ref hash, item);
                hash.Add(0);
                break;
            case not null when ScenarioBinder.IsSection(value.GetType()):
                // A key with its default counts as left out: one that is new leaves traces from before it valid.
                var defaults = Activator.CreateInstance(value.GetType());
                foreach (var member in ScenarioMember.Of(value.GetType()))
                {
                    var one = member.Property.GetValue(value);
                    if (Equals(one, member.Property.GetValue(defaults))) continue;
                    hash.Add(member.Key);
                    Add(ref hash, one);
                }

                break;
            default:
                hash.Add(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
