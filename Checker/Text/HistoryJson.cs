using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Text;

/// <summary>A line of history.jsonl that is not what it should be.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record HistoryError(int Line, string Reason);

/// <summary>
/// history.jsonl: one object a line, with the stamp, the event's name and its values. Numbers of 64 bits are hexadecimal strings. The
/// reader is strict: a field that is not known, a field that is missing and a stamp that does not follow the last are errors.
/// </summary>
public static class HistoryJson
{
    /// <summary>First line of a file: what it is.</summary>
    public const string Header = """{"format":"actoriommu-history","version":1}""";

    /// <summary>All of it, with the header.</summary>
    public static string Write(IEnumerable<StampedEvent> history)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var stamped in history) text.Append(Line(stamped)).Append('\n');
        return text.ToString();
    }

    /// <summary>One event.</summary>
    public static string Line(in StampedEvent stamped)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", stamped.Sequence);
            json.WriteNumber("time", stamped.Time);
            json.WriteString("what", stamped.Event.GetType().Name);
            JsonValues.WriteFields(json, RecordShape.Of(stamped.Event.GetType()).Fields, stamped.Event);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a file; on an error nothing of it is to be used.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="error">What is wrong; null if nothing is.</param>
    public static IReadOnlyList<StampedEvent> Read(IEnumerable<string> lines, out HistoryError? error)
    {
        List<StampedEvent> history = [];
        error = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var reason = number == 1 ? (line == Header ? null : $"the header is not {Header}") : ReadLine(line, history);
            if (reason is null) continue;
            error = new HistoryError(number, reason);
            return [];
        }

        if (number == 0) error = new HistoryError(1, "there is no header");
        return history;
    }

    private static string? ReadLine(string line, List<StampedEvent> history)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "not an object";
            if (!root.TryGetProperty("seq", out var seq) || !seq.TryGetInt64(out var sequence)) return "seq is missing or no number";
            if (!root.TryGetProperty("time", out var at) || !at.TryGetInt64(out var time)) return "time is missing or no number";
            if (sequence != history.Count + 1) return $"seq is {sequence} and should be {history.Count + 1}";
            if (history.Count > 0 && time < history[^1].Time) return $"time goes back to {time}";
            if (!root.TryGetProperty("what", out var name) || name.ValueKind != JsonValueKind.String) return "what is missing or no name";
            if (RecordShape.Named(name.GetString()!) is not { } shape) return $"there is no event {name.GetString()}";
            foreach (var property in root.EnumerateObject())
            {
                if (property.Name is not ("seq" or "time" or "what") && !shape.Has(property.Name)) return $"{property.Name} is no field";
            }

            history.Add(new StampedEvent(sequence, time, (IHistoryEvent)shape.Make(root)));
            return null;
        }
        catch (Exception wrong) when (
            wrong is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            return wrong.Message;
        }
    }
}
