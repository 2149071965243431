using System.Globalization;
using System.Numerics;

namespace Akka.Configuration.Hocon;

/// <summary>
/// The value of a key: one or more elements which together are an object, a list or a concatenated text.
/// Treat a parsed value as immutable: configurations share it.
/// </summary>
public class HoconValue : IMightBeAHoconObject
{
    /// <summary>A value without elements.</summary>
    public HoconValue() : this([])
    {
    }

#pragma warning disable CA1002 // Akka.NET's own signatures
    /// <summary>A value of the given elements.</summary>
    public HoconValue(List<IHoconElement> values) => Values = values;

    /// <summary>The elements, in the order of the text.</summary>
    public List<IHoconElement> Values { get; }
#pragma warning restore CA1002

    /// <summary>Whether there is no element, or only an object without members.</summary>
    public bool IsEmpty => Values.Count == 0 || (Values[0] is HoconObject { Items.Count: 0 });

    /// <summary>A configuration with this value, which must be an object, as its root.</summary>
    public Config ToConfig() => new(new HoconRoot(this));

    /// <summary>A configuration in which this value is found under <paramref name="key"/>.</summary>
    public Config AtKey(string key)
    {
        var holder = new HoconObject();
        holder.Items.Add(key, this);
        return new Config(new HoconRoot(new HoconValue([holder])));
    }

    /// <summary>Adds an element.</summary>
    public void AppendValue(IHoconElement value) => Values.Add(value);

    /// <summary>Removes all elements.</summary>
    public void Clear() => Values.Clear();

    /// <summary>Replaces all elements by one.</summary>
    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    /// <inheritdoc/>
    public bool IsObject() => GetObject() is not null;

    /// <inheritdoc/>
    public HoconObject? GetObject() => Values.Count == 0 ? null : Values[0] switch
    {
        HoconObject direct => direct,
        IMightBeAHoconObject reference => reference.GetObject(),
        _ => null,
    };

    /// <summary>The value of a key of this object; null if this is no object or there is no such key.</summary>
    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    /// <summary>Whether all elements are text.</summary>
    public bool IsString()
    {
        foreach (var element in Values)
        {
            if (!element.IsString())
                return false;
        }

        return Values.Count > 0;
    }

    /// <summary>The elements' text, concatenated and without blanks at the ends; null if this is not text or is the word null.</summary>
    public string? GetString()
    {
        if (!IsString())
            return null;
        var text = Values.Count == 1 ? Values[0].GetString() : string.Concat(Values.Select(element => element.GetString()));
        text = text?.Trim();
        return text == "null" ? null : text;
    }

    /// <summary>Whether there is a list among the elements.</summary>
    public bool IsArray() => Values.Exists(element => element.IsArray());

    /// <summary>The items of all lists among the elements, so <c>[1] [2]</c> has two; empty if there is no list.</summary>
    public IList<HoconValue> GetArray() =>
        Values is [HoconArray only] ? only : Values.Where(element => element.IsArray()).SelectMany(element => element.GetArray()).ToList();

    /// <summary>on, true; off, false.</summary>
    /// <exception cref="NotSupportedException">Another text.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var other => throw new NotSupportedException($"{Position}Unknown boolean format: {other ?? Kind}"),
    };

    /// <summary>The text as a byte.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public byte GetByte() => Number<byte>(NumberStyles.Integer, "a byte");

    /// <summary>The text as an integer.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public int GetInt() => Number<int>(NumberStyles.Integer, "an integer of 32 bits");

    /// <summary>The text as an integer.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public long GetLong() => Number<long>(NumberStyles.Integer, "an integer of 64 bits");

    /// <summary>The text as a number.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public float GetFloat() => Number<float>(NumberStyles.Float | NumberStyles.AllowThousands, "a number");

    /// <summary>The text as a number.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public double GetDouble() => Number<double>(NumberStyles.Float | NumberStyles.AllowThousands, "a number");

    /// <summary>The text as a decimal number.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public decimal GetDecimal() => Number<decimal>(NumberStyles.Number, "a decimal number");

    /// <summary>
    /// The text as a duration: a number with ns, us, ms, s, m, h or d or their long names, or milliseconds without a unit.
    /// </summary>
    /// <param name="allowInfinite">Whether the word infinite is <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <exception cref="FormatException">It is none, or negative.</exception>
    public TimeSpan GetTimeSpan(bool allowInfinite = true) =>
        GetString() is { } text && HoconUnits.TryDuration(text, allowInfinite, out var duration) ? duration : throw Malformed("a duration");

    /// <summary>The text as a number of bytes: k, Ki, KiB are 1024, kB is 1000, and so on up to E; null for an empty text.</summary>
    /// <exception cref="FormatException">It is no number with such a unit, or too large.</exception>
    public long? GetByteSize()
    {
        if (GetString() is not { Length: > 0 } text)
            return null;
        return HoconUnits.TryByteSize(text, out var size) ? size : throw Malformed("a number of bytes");
    }

    /// <summary>The items' truth values.</summary>
    public IList<bool> GetBooleanList() => GetArray().Select(item => item.GetBoolean()).ToList();

    /// <summary>The items as bytes.</summary>
    public IList<byte> GetByteList() => GetArray().Select(item => item.GetByte()).ToList();

    /// <summary>The items as integers.</summary>
    public IList<int> GetIntList() => GetArray().Select(item => item.GetInt()).ToList();

    /// <summary>The items as integers.</summary>
    public IList<long> GetLongList() => GetArray().Select(item => item.GetLong()).ToList();

    /// <summary>The items as numbers.</summary>
    public IList<float> GetFloatList() => GetArray().Select(item => item.GetFloat()).ToList();

    /// <summary>The items as numbers.</summary>
    public IList<double> GetDoubleList() => GetArray().Select(item => item.GetDouble()).ToList();

    /// <summary>The items as decimal numbers.</summary>
    public IList<decimal> GetDecimalList() => GetArray().Select(item => item.GetDecimal()).ToList();

    /// <summary>The items' texts.</summary>
    public IList<string> GetStringList() => GetArray().Select(item => item.GetString()!).ToList();

    /// <inheritdoc/>
    public override string ToString() => HoconWriter.Write(this);

    private string Position
    {
        get
        {
            foreach (var element in Values)
            {
                if (element is HoconLiteral { Position.Length: > 0 } literal)
                    return literal.Position + " ";
            }

            return "";
        }
    }

    private string Kind => IsObject() ? "an object" : IsArray() ? "a list" : Values.Count == 0 ? "nothing" : "null";

    private T Number<T>(NumberStyles styles, string wanted) where T : INumberBase<T> =>
        GetString() is { } text && T.TryParse(text, styles, NumberFormatInfo.InvariantInfo, out var number)
            ? number
            : throw Malformed(wanted);

    private FormatException Malformed(string wanted) =>
        new($"{Position}{(GetString() is { } text ? $"\"{text}\"" : Kind)} is not {wanted}");
}
