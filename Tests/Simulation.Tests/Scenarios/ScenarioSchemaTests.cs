using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace ActorIommu.Simulation.Tests.Scenarios;

public sealed class ScenarioSchemaTests
{
    private static readonly string Published = Repository.PathOf("config", "scenarios", "scenario.schema.json");

    public static TheoryData<string> Scenarios =>
        [.. Directory.GetFiles(Repository.PathOf("config", "scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.PathOf("config", "scenarios"), path))];

    [Fact]
    public void The_published_schema_is_the_generated_one()
    {
        // UPDATE_SNAPSHOTS=1 dotnet test writes it anew.
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Published, ScenarioSchema.Generate());

        Assert.Equal(ScenarioSchema.Generate(), File.ReadAllText(Published));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_shipped_scenario_satisfies_the_schema(string file) =>
        Assert.Empty(Violations(File.ReadAllText(Repository.PathOf("config", "scenarios", file))));

    [Theory]
    [InlineData("name: small", "nmae: small")]
    [InlineData("kind: capture", "kind: other")]
    [InlineData("entries: 0x40", "entries: 0")]
    [InlineData("entries: 0x40", "entries: some")]
    [InlineData("events: 39", "events: few")]
    [InlineData("name: small", "name: ''")]
    public void The_schema_refuses_what_the_reader_refuses(string right, string wrong)
    {
        var text = ScenarioText.Good.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEmpty(ScenarioText.ErrorsOf(text));
        Assert.NotEmpty(Violations(text));
        Assert.Empty(Violations(ScenarioText.Good));
    }

    private static List<string> Violations(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. Violations(stream.Documents[0].RootNode, JsonNode.Parse(File.ReadAllText(Published))!.AsObject())];
    }

    // As much of JSON schema as ours uses.
    private static IEnumerable<string> Violations(YamlNode node, JsonObject schema)
    {
        if (schema["oneOf"] is JsonArray choices)
            return choices.Count(choice => !Violations(node, choice!.AsObject()).Any()) == 1 ? [] : [$"{node}: none of the choices"];

        if (schema["const"] is { } constant)
            return node.ToString() == (string?)constant ? [] : [$"{node}: not {constant}"];

        if (schema["enum"] is JsonArray words)
            return words.Any(word => (string?)word == node.ToString()) ? [] : [$"{node}: not one of the words"];

        return (string?)schema["type"] switch
        {
            "object" => node is YamlMappingNode mapping ? SectionViolations(mapping, schema) : [$"{node}: not a mapping"],
            "integer" => ParseNumber(node.ToString()) is var number && number >= (long)schema["minimum"]!
                && number <= ((long?)schema["maximum"] ?? long.MaxValue) ? [] : [$"{node}: not such a number"],
            "boolean" => node.ToString() is "true" or "false" ? [] : [$"{node}: neither true nor false"],
            "array" => node is YamlSequenceNode list
                ? list.Children.SelectMany(item => Violations(item, schema["items"]!.AsObject()))
                : [$"{node}: not a list"],
            _ => node is YamlScalarNode { Value.Length: > 0 } ? [] : [$"{node}: not text"],
        };
    }

    private static IEnumerable<string> SectionViolations(YamlMappingNode mapping, JsonObject schema)
    {
        var properties = schema["properties"]!.AsObject();
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!mapping.Children.ContainsKey(new YamlScalarNode((string?)required)))
                yield return $"{required} is missing";
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (properties[key.ToString()] is not { } property)
                yield return $"{key} is unknown";
            else
                foreach (var violation in Violations(value, property.AsObject()))
                    yield return violation;
        }
    }

    private static long ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MinValue;
}
