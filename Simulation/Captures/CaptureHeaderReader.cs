using System.Globalization;
using System.Text.Json;

namespace ActorIommu.Simulation.Captures;

/// <summary>The JSON header. Keys that are not known here are allowed: a recorder may say more about itself.</summary>
internal static class CaptureHeaderReader
{
    public static CaptureHeader Parse(ReadOnlyMemory<byte> json, long byteOffset)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return FromJson(document.RootElement, byteOffset);
        }
        catch (JsonException error)
        {
            // The header is written on one line; on others the column would mislead, and the start is still right.
            var offset = byteOffset + (error.LineNumber is 0 ? error.BytePositionInLine ?? 0 : 0);
            throw new CaptureFormatException(offset, "a header in JSON", "something that is not JSON");
        }
        catch (InvalidOperationException)
        {
            throw new CaptureFormatException(byteOffset, "a header in JSON with Unicode text", "text that is not Unicode");
        }
    }

    private static CaptureHeader FromJson(JsonElement root, long byteOffset)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Bad("a JSON object as the header", Describe(root));

        return new CaptureHeader
        {
            Qemu = Text("qemu"),
            Machine = Text("machine"),
            Kernel = Text("kernel"),
            RamBase = Number(Required(root, "ram_base"), "ram_base", ulong.MaxValue),
            RamSizeBytes = Number(Required(root, "ram_size"), "ram_size", ulong.MaxValue),
            SmmuBase = Number(Required(root, "smmu_base"), "smmu_base", ulong.MaxValue),
            IdRegisters = IdRegisters(Required(root, "ids")),
        };

        string Text(string key)
        {
            if (!root.TryGetProperty(key, out var value))
                return "";

            return value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw Bad($"a string for '{key}' in the header", Describe(value));
        }

        JsonElement Required(JsonElement parent, string key) =>
            parent.TryGetProperty(key, out var value) ? value : throw Bad($"'{key}' in the header", "none");

        Dictionary<string, uint> IdRegisters(JsonElement ids)
        {
            if (ids.ValueKind != JsonValueKind.Object)
                throw Bad("a JSON object for 'ids' in the header", Describe(ids));

            var registers = new Dictionary<string, uint>(StringComparer.Ordinal);
            foreach (var register in ids.EnumerateObject())
                registers.Add(register.Name, (uint)Number(register.Value, register.Name, uint.MaxValue));

            return registers;
        }

        ulong Number(JsonElement value, string key, ulong max)
        {
            var ok = value.ValueKind switch
            {
                JsonValueKind.Number => value.TryGetUInt64(out var number) && number <= max ? number : null,
                JsonValueKind.String => Parse(value.GetString()!) is { } number && number <= max ? number : null,
                _ => (ulong?)null,
            };
            return ok ?? throw Bad($"a number of at most 0x{max:x} for '{key}' in the header", Describe(value));
        }

        CaptureFormatException Bad(string expected, string found) => new(byteOffset, expected, found);
    }

    private static ulong? Parse(string text)
    {
        var parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return parsed ? number : null;
    }

    private static string Describe(JsonElement value)
    {
        const int shown = 40;
        var text = value.GetRawText();
        return text.Length <= shown ? text : text[..shown] + "...";
    }
}
