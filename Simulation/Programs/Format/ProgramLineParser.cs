using System.Buffers.Binary;
using System.Text.Json;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Format;

/// <summary>Turns one line into a program and refuses what docs/PROGRAMS.md does not describe.</summary>
internal sealed class ProgramLineParser(int line, long byteOffset, ProgramLimits limits)
{
    private static readonly string[] Members = ["seed", "strtab", "strlog", "mem", "ops", "res"];

    /// <exception cref="ProgramFormatException">The line is not a program.</exception>
    public SmmuProgram Parse(ReadOnlyMemory<byte> text, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Parse(document.RootElement, number);
        }
        catch (JsonException error)
        {
            throw new ProgramFormatException(line, byteOffset + (error.BytePositionInLine ?? 0), "a JSON object", "something else");
        }
        catch (InvalidOperationException)
        {
            // What the parser says of text that is no text: invalid UTF-8, or half of a surrogate pair.
            throw new ProgramFormatException(line, byteOffset, "valid UTF-8", "an invalid string");
        }
    }

    private SmmuProgram Parse(JsonElement root, int number)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Wrong("an object", root);
        foreach (var member in root.EnumerateObject())
        {
            if (!Members.Contains(member.Name)) throw Wrong("no other member than " + string.Join(", ", Members), member.Name);
        }

        var log2Size = Number(Member(root, "strlog"), "strlog");
        if (log2Size > 31) throw Wrong("strlog of at most 31", Member(root, "strlog"));
        var operations = List(root, "ops", limits.OperationCount).Select(Operation).ToArray();
        var answers = List(root, "res", limits.OperationCount).Select(Answer).ToArray();
        var transfers = operations.Count(operation => operation.Kind == ProgramOperationKind.Dma);
        if (answers.Length != transfers) throw Wrong($"{transfers} answers, one for each \"d\"", $"{answers.Length}");
        return new SmmuProgram
        {
            Number = number,
            Line = line,
            Seed = Member(root, "seed").TryGetInt64Safe(out var seed) ? seed : throw Wrong("seed as a number", Member(root, "seed")),
            StreamTableBase = Number(Member(root, "strtab"), "strtab"),
            StreamTableLog2Size = (int)log2Size,
            Memory = [.. List(root, "mem", limits.OperationCount).Select(item => Write(item, 0))],
            Operations = operations,
            Answers = answers,
        };
    }

    private ProgramOperation Operation(JsonElement item)
    {
        var kind = item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0 ? Text(item[0]) : null;
        return (kind, kind is null ? 0 : item.GetArrayLength()) switch
        {
            ("m", 3) => new ProgramOperation { Kind = ProgramOperationKind.MemoryWrite, Write = Write(item, 1) },
            ("c", 3) => new ProgramOperation
            {
                Kind = ProgramOperationKind.Command,
                Command = new Command(Number(item[1], "qword0"), Number(item[2], "qword1")),
            },
            ("d", 4) => new ProgramOperation { Kind = ProgramOperationKind.Dma, Dma = Dma(item) },
            _ => throw Wrong("[\"m\", address, hex], [\"c\", qword0, qword1] or [\"d\", device, iova, isRead]", item),
        };
    }

    private ProgramDma Dma(JsonElement item)
    {
        var device = Number(item[1], "device");
        if (device > 0xffff) throw Wrong("a device of at most 65535", item[1]);
        if (item[3].ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw Wrong("true or false", item[3]);
        return new ProgramDma((int)device, Number(item[2], "iova"), item[3].GetBoolean());
    }

    private ProgramWrite Write(JsonElement item, int first)
    {
        if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != first + 2) throw Wrong("[address, hex]", item);
        var address = Number(item[first], "address");
        var bytes = Hex(item[first + 1]);
        if (address % 8 != 0 || bytes.Length % 8 != 0 || bytes.Length == 0) throw Wrong("whole doublewords at a multiple of 8", item);
        var words = new ulong[bytes.Length / 8];
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * i));
        return new ProgramWrite(address, words);
    }

    private RecordedAnswer Answer(JsonElement item)
    {
        var members = item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().ToArray() : [];
        if (members is not [var (name, value)]) throw Wrong("{\"pa\": n}, {\"ev\": hex} or {\"abort\": code}", item);
        switch (name)
        {
            case "pa" when value.TryGetInt64Safe(out var place) && place == -1:
                return new RecordedAnswer(RecordedOutcome.Elsewhere, 0, default, 0);
            case "pa":
                return new RecordedAnswer(RecordedOutcome.Place, Number(value, "pa"), default, 0);
            case "abort":
                return new RecordedAnswer(RecordedOutcome.Abort, 0, default, (uint)Math.Min(Number(value, "abort"), uint.MaxValue));
            case "ev":
                var bytes = Hex(value);
                if (bytes.Length != EventRecord.SizeBytes) throw Wrong("a record of 32 bytes", value);
                return new RecordedAnswer(RecordedOutcome.Event, 0, EventOf(bytes), 0);
            default:
                throw Wrong("\"pa\", \"ev\" or \"abort\"", name);
        }
    }

    private static EventRecord EventOf(byte[] bytes)
    {
        ulong Word(int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * index));
        return new EventRecord(Word(0), Word(1), Word(2), Word(3));
    }

    private JsonElement Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value : throw Wrong(name, "no such member");

    private JsonElement.ArrayEnumerator List(JsonElement root, string name, int limit)
    {
        var list = Member(root, name);
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name + " as an array", list);
        var length = list.GetArrayLength();
        return length <= limit ? list.EnumerateArray() : throw Wrong($"{name} of at most {limit} items", $"{length}");
    }

    private ulong Number(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : throw Wrong(what + " as an unsigned 64-bit number", value);

    private string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong("a string", value);

    private byte[] Hex(JsonElement value)
    {
        try
        {
            return Convert.FromHexString(Text(value));
        }
        catch (FormatException)
        {
            throw Wrong("an even number of hexadecimal digits", value);
        }
    }

    private ProgramFormatException Wrong(string expected, JsonElement found) => Wrong(expected, found.GetRawText());

    private ProgramFormatException Wrong(string expected, string found) =>
        new(line, byteOffset, expected, found.Length > 60 ? found[..60] + "..." : found);
}

/// <summary>What <see cref="JsonElement"/> throws for instead of answering false.</summary>
internal static class JsonElementExtensions
{
    extension(JsonElement element)
    {
        /// <summary>The value as a 64-bit number; false if it is none.</summary>
        public bool TryGetInt64Safe(out long value)
        {
            value = 0;
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
        }
    }

    /// <summary>Name and value of a member.</summary>
    public static void Deconstruct(this JsonProperty property, out string name, out JsonElement value) =>
        (name, value) = (property.Name, property.Value);
}
