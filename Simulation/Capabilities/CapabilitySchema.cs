using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Capabilities;

/// <summary>The JSON schema of capability files, for editors. Generated from the layouts that the reader fills.</summary>
public static class CapabilitySchema
{
    /// <summary>The schema as it is published in config/capabilities/capabilities.schema.json.</summary>
    public static string Generate()
    {
        var properties = new JsonObject();
        foreach (var key in CapabilityReader.TextKeys) properties.Add(key, ScenarioSchema.Value(typeof(string)));
        foreach (var register in CapabilityRegister.All) properties.Add(register.Name, Section(register));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "actoriommu capabilities",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. CapabilityReader.TextKeys.Select(key => (JsonNode)key)]),
            ["additionalProperties"] = false,
        };
        return schema.ToJsonString(ScenarioSchema.Indented) + "\n";
    }

    private static JsonObject Section(CapabilityRegister register)
    {
        var properties = new JsonObject();
        foreach (var field in register.Fields)
        {
            var value = ScenarioSchema.Value(field.Type);
            if (field.Type == typeof(long)) value["maximum"] = field.Maximum;
            value.Insert(0, "description", string.Create(CultureInfo.InvariantCulture, $"{register.Name}[{field.High}:{field.Low}]"));
            properties.Add(field.Key, value);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }
}
