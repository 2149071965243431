using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Output;

internal static class ScenarioListJson
{
    public static void Write(TextWriter writer, IReadOnlyList<ListedScenario> scenarios, IReadOnlyList<InputError> errors, int exitCode) =>
        JsonDocuments.Write(
            writer,
            "actoriommu.list/v1",
            exitCode,
            ("scenarios", new JsonArray([.. scenarios.Select(Of)])),
            ("errors", new JsonArray([.. errors.Select(JsonDocuments.Of)])));

    private static JsonNode Of(ListedScenario listed) => new JsonObject
    {
        ["file"] = listed.File,
        ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(listed.Scenario.Kind.ToString()),
        ["name"] = listed.Scenario.Name,
        ["description"] = listed.Scenario.Description.Trim(),
    };
}
