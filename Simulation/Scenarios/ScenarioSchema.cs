using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>The JSON schema of scenario files, for editors. Generated from the types that the reader fills.</summary>
public static class ScenarioSchema
{
    internal static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as it is published in config/scenarios/scenario.schema.json.</summary>
    public static string Generate()
    {
        var schema = Section(typeof(Scenario));
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "actoriommu scenario");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Section(Type type)
    {
        var members = ScenarioMember.Of(type);
        var properties = new JsonObject();
        foreach (var member in members)
        {
            var schema = Of(member.Type, member.Range);
            if (member.Property.GetCustomAttribute<DescriptionAttribute>() is { } description)
                schema.Insert(0, "description", description.Description);

            properties.Add(member.Key, schema);
        }

        var section = new JsonObject { ["type"] = "object", ["properties"] = properties };
        var required = members.Where(member => member.IsRequired).Select(member => (JsonNode)member.Key).ToArray();
        if (required.Length > 0)
            section["required"] = new JsonArray(required);

        section["additionalProperties"] = false;
        return section;
    }

    private static JsonObject Of(Type type, RangeAttribute? range)
    {
        if (ScenarioBinder.ItemOf(type) is { } item) return new JsonObject { ["type"] = "array", ["items"] = Of(item, null) };
        return ScenarioBinder.IsSection(type) ? Section(type) : Value(type, range);
    }

    internal static JsonObject Value(Type type, RangeAttribute? range = null)
    {
        if (type == typeof(int))
        {
            return new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = range is null ? 0 : (int)range.Minimum,
                ["maximum"] = range is null ? int.MaxValue : (int)range.Maximum,
            };
        }

        if (type == typeof(bool))
            return new JsonObject { ["type"] = "boolean" };

        if (type.IsEnum)
            return new JsonObject { ["enum"] = new JsonArray([.. ScenarioMember.WordsOf(type).Select(word => (JsonNode)word)]) };

        if (type == typeof(long))
            return new JsonObject { ["type"] = "integer", ["minimum"] = 0 };

        if (type == typeof(EntryLimit))
        {
            return new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
                    new JsonObject { ["const"] = EntryLimit.UnboundedText }),
            };
        }

        return new JsonObject { ["type"] = "string", ["minLength"] = 1 };
    }
}
