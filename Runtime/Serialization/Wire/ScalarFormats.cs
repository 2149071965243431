using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>Types that are one JSON value, and come back exactly: not one bit of a ulong or a double is lost.</summary>
internal static class ScalarFormats
{
    public static FrozenDictionary<Type, WireFormat> All { get; } = new[]
    {
        Of((json, value) => json.WriteBooleanValue(value), json => json.GetBoolean()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetByte()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetSByte()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetInt16()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetUInt16()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetInt32()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetUInt32()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetInt64()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetUInt64()),
        Of((json, value) => json.WriteNumberValue(value), json => json.GetDecimal()),
        // JSON has no NaN and no infinities; their bits also keep the sign and payload of a NaN.
        Of((json, value) => json.WriteNumberValue(BitConverter.DoubleToInt64Bits(value)),
            json => BitConverter.Int64BitsToDouble(json.GetInt64())),
        Of((json, value) => json.WriteNumberValue(BitConverter.SingleToInt32Bits(value)),
            json => BitConverter.Int32BitsToSingle(json.GetInt32())),
        Of((json, value) => json.WriteNumberValue(BitConverter.HalfToInt16Bits(value)),
            json => BitConverter.Int16BitsToHalf(json.GetInt16())),
        Text(value => value.ToString(CultureInfo.InvariantCulture), text => Int128.Parse(text, CultureInfo.InvariantCulture)),
        Text(value => value.ToString(CultureInfo.InvariantCulture), text => UInt128.Parse(text, CultureInfo.InvariantCulture)),
        Text(value => value.ToString(CultureInfo.InvariantCulture), text => BigInteger.Parse(text, CultureInfo.InvariantCulture)),
        Text(value => value.ToString(), Guid.Parse),
        Text(value => value.ToString(), Version.Parse),
        Text(value => value.OriginalString, text => new Uri(text, UriKind.RelativeOrAbsolute)),
        // One half of a surrogate pair is a legal char, but not legal JSON text.
        Of((json, value) => json.WriteNumberValue((ushort)value), json => (char)json.GetUInt16()),
        Of((json, value) => json.WriteNumberValue(value.Ticks), json => new TimeSpan(json.GetInt64())),
        Of((json, value) => json.WriteNumberValue(value.DayNumber), json => DateOnly.FromDayNumber(json.GetInt32())),
        Of((json, value) => json.WriteNumberValue(value.Ticks), json => new TimeOnly(json.GetInt64())),
        Of<DateTime>(
            (json, value) => Pair(json, value.Ticks, (long)value.Kind),
            json => new DateTime(json[0].GetInt64(), (DateTimeKind)json[1].GetInt32())),
        Of<DateTimeOffset>(
            (json, value) => Pair(json, value.Ticks, value.Offset.Ticks),
            json => new DateTimeOffset(json[0].GetInt64(), new TimeSpan(json[1].GetInt64()))),
        Of<string>(WriteString, ReadString),
        Of<byte[]>((json, value) => json.WriteBase64StringValue(value), json => json.GetBytesFromBase64()),
        Of<object>((json, _) => json.WriteStringValue(""), _ => new object()),
    }.ToFrozenDictionary(pair => pair.Type, pair => pair.Format);

    private static (Type Type, WireFormat Format) Of<T>(Action<Utf8JsonWriter, T> write, Func<JsonElement, T> read) where T : notnull =>
        (typeof(T), new ScalarFormat<T>(write, read));

    private static (Type Type, WireFormat Format) Text<T>(Func<T, string> write, Func<string, T> read) where T : notnull =>
        Of((json, value) => json.WriteStringValue(write(value)),
            json => read(json.GetString() ?? throw new SerializationException("A text was expected")));

    private static void Pair(Utf8JsonWriter json, long first, long second)
    {
        json.WriteStartArray();
        json.WriteNumberValue(first);
        json.WriteNumberValue(second);
        json.WriteEndArray();
    }

    private static void WriteString(Utf8JsonWriter json, string value)
    {
        if (IsWellFormed(value))
        {
            json.WriteStringValue(value);
            return;
        }

        json.WriteStartArray();
        json.WriteBase64StringValue(RawUnits(value));
        json.WriteEndArray();
    }

    private static string ReadString(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return json.GetString()!;
        var bytes = json[0].GetBytesFromBase64();
        return string.Create(bytes.Length / 2, bytes, static (units, source) =>
        {
            for (var index = 0; index < units.Length; index++)
                units[index] = (char)(source[2 * index] | (source[(2 * index) + 1] << 8));
        });
    }

    private static byte[] RawUnits(string value)
    {
        var bytes = new byte[value.Length * 2];
        for (var index = 0; index < value.Length; index++)
        {
            bytes[2 * index] = (byte)value[index];
            bytes[(2 * index) + 1] = (byte)(value[index] >> 8);
        }

        return bytes;
    }

    private static bool IsWellFormed(string value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (!char.IsSurrogate(value[index]))
                continue;
            if (index + 1 == value.Length || !char.IsSurrogatePair(value[index], value[index + 1]))
                return false;
            index++;
        }

        return true;
    }

    private sealed class ScalarFormat<T>(Action<Utf8JsonWriter, T> write, Func<JsonElement, T> read) : WireFormat where T : notnull
    {
        public override void Write(Utf8JsonWriter json, object value, WireSession session) => write(json, (T)value);

        public override object Read(JsonElement json, WireSession session) => read(json);
    }
}

/// <summary>An enum is its number, so that names may change and combinations need none.</summary>
internal sealed class EnumFormat(Type type) : WireFormat
{
    private readonly WireFormat _number = WireFormats.For(Enum.GetUnderlyingType(type));

    public override void Write(Utf8JsonWriter json, object value, WireSession session) =>
        _number.Write(json, Convert.ChangeType(value, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture), session);

    public override object Read(JsonElement json, WireSession session) => Enum.ToObject(type, _number.Read(json, session));
}
