using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Simulation.Capabilities;

namespace ActorIommu.Cli.Output;

internal static class CapabilitiesJson
{
    public static void Write(TextWriter writer, IReadOnlyList<CapabilityFile> files, IReadOnlyList<InputError> errors, int exitCode) =>
        JsonDocuments.Write(
            writer,
            "actoriommu.capabilities/v1",
            exitCode,
            ("capabilities", new JsonArray([.. files.Select(Of)])),
            ("errors", new JsonArray([.. errors.Select(JsonDocuments.Of)])));

    private static JsonNode Of(CapabilityFile file)
    {
        var registers = new JsonObject();
        foreach (var register in CapabilityRegister.All)
        {
            var fields = new JsonObject();
            foreach (var field in register.Fields)
            {
                fields[field.Key] = field.ValueIn(register.Of(file.Capabilities)) switch
                {
                    bool bit => bit,
                    long number => number,
                    var word => CapabilitiesText.WordOf(word),
                };
            }

            registers[register.Name] = new JsonObject
            {
                ["value"] = string.Create(CultureInfo.InvariantCulture, $"0x{register.RawOf(file.Capabilities):x8}"),
                ["fields"] = fields,
            };
        }

        return new JsonObject { ["name"] = file.Name, ["description"] = file.Description, ["registers"] = registers };
    }
}
