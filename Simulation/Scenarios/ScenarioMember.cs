using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>What a scenario type says about its keys: the one description that the reader and the schema share.</summary>
internal sealed record ScenarioMember(string Key, PropertyInfo Property, Type Type, bool IsRequired, RangeAttribute? Range)
{
    /// <summary>The keys of a type in the order of its source.</summary>
    public static IReadOnlyList<ScenarioMember> Of(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.MetadataToken)
            .Select(property => new ScenarioMember(
                KeyOf(property.Name),
                property,
                Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
                property.IsDefined(typeof(RequiredMemberAttribute)),
                property.GetCustomAttribute<RangeAttribute>()))];

    /// <summary>The words that an enum's members have in a file.</summary>
    public static IReadOnlyList<string> WordsOf(Type enumType) => [.. Enum.GetNames(enumType).Select(KeyOf)];

    private static string KeyOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
