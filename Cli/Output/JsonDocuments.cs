using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorIommu.Cli.Output;

/// <summary>What all JSON results have in common: a schema tag, the version that wrote them and the exit code.</summary>
internal static class JsonDocuments
{
    internal static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter writer, string schema, int exitCode, params ReadOnlySpan<(string Key, JsonNode Value)> parts)
    {
        var document = new JsonObject { ["schema"] = schema, ["version"] = VersionText.Version, ["exitCode"] = exitCode };
        foreach (var (key, value) in parts)
            document[key] = value;

        writer.WriteLine(document.ToJsonString(Indented));
    }

    public static JsonObject Of(InputError error)
    {
        var json = new JsonObject { ["file"] = error.File, ["code"] = error.Code, ["message"] = error.Message };
        if (error.Line != 0)
            (json["line"], json["column"]) = (error.Line, error.Column);

        if (error.ByteOffset is { } offset)
            json["byteOffset"] = offset;

        return json;
    }
}
