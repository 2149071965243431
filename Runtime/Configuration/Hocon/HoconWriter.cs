using System.Buffers;
using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Values as text that parses to the same values again.</summary>
internal static class HoconWriter
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(" \t\r\n\"\\$#{}[]:=,`^?!@*&/+");

    /// <summary>The text of a value; an outermost object has no braces, as in a file.</summary>
    public static string Write(HoconValue value)
    {
        var text = new StringBuilder();
        if (value.GetObject() is { } root)
            Members(text, root, 0);
        else
            Value(text, value, 0);
        return text.ToString();
    }

    /// <summary>The members, one a line.</summary>
    public static string Write(HoconObject value)
    {
        var text = new StringBuilder();
        Members(text, value, 0);
        return text.ToString();
    }

    /// <summary>The items in brackets.</summary>
    public static string Write(HoconArray value)
    {
        var text = new StringBuilder();
        Items(text, value, 0);
        return text.ToString();
    }

    private static void Members(StringBuilder text, HoconObject value, int depth)
    {
        foreach (var (key, member) in value.Items)
        {
            text.Append(' ', depth * 2).Append(Quoted(key, key.Contains('.', StringComparison.Ordinal))).Append(" : ");
            Value(text, member, depth);
            text.Append('\n');
        }
    }

    private static void Value(StringBuilder text, HoconValue value, int depth)
    {
        if (value.GetObject() is { } nested)
        {
            text.Append("{\n");
            Members(text, nested, depth + 1);
            text.Append(' ', depth * 2).Append('}');
        }
        else if (value.IsArray())
        {
            Items(text, value.GetArray(), depth);
        }
        else
        {
            text.Append(value.GetString() is { } literal ? Quoted(literal, force: false) : "null");
        }
    }

    private static void Items(StringBuilder text, IEnumerable<HoconValue> items, int depth)
    {
        text.Append('[');
        var separator = "";
        foreach (var item in items)
        {
            text.Append(separator);
            Value(text, item, depth + 1);
            separator = ",";
        }

        text.Append(']');
    }

    private static string Quoted(string text, bool force)
    {
        if (!force && text.Length > 0 && text.AsSpan().IndexOfAny(NeedsQuotes) < 0 && !text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            switch (character)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append(@"\\"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case < ' ': quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                default: quoted.Append(character); break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
