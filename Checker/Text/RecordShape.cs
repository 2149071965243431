using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Text;

/// <summary>One value of a record.</summary>
/// <param name="Name">As JSON has it.</param>
/// <param name="Property">Where it is.</param>
/// <param name="IsOptional">It may be left out: it can be null, or is set after construction.</param>
internal sealed record RecordField(string Name, PropertyInfo Property, bool IsOptional)
{
    public object? Get(object record) => Property.GetValue(record);
}

/// <summary>The values of a record: the parameters of its constructor, then what else can be set.</summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Shapes = new();

    private static readonly Dictionary<string, Type> Events = typeof(IHistoryEvent).Assembly.GetTypes()
        .Where(type => type.IsClass && typeof(IHistoryEvent).IsAssignableFrom(type)).ToDictionary(type => type.Name);

    private readonly ConstructorInfo _constructor;
    private readonly RecordField[] _parameters;
    private readonly RecordField[] _others;

    private RecordShape(Type type)
    {
        _constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        var parameters = _constructor.GetParameters();
        _parameters = [.. parameters.Select(one => Field(type.GetProperty(one.Name!)!, isSet: false))];
        _others =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(one => !type.IsValueType && one.SetMethod is not null && parameters.All(parameter => parameter.Name != one.Name))
                .Select(one => Field(one, isSet: true)),
        ];
    }

    /// <summary>All values, in order.</summary>
    public IEnumerable<RecordField> Fields => _parameters.Concat(_others);

    /// <summary>The shape of a type.</summary>
    public static RecordShape Of(Type type) => Shapes.GetOrAdd(type, one => new RecordShape(one));

    /// <summary>The shape of an event; null if there is none with this name.</summary>
    public static RecordShape? Named(string name) => Events.TryGetValue(name, out var type) ? Of(type) : null;

    /// <summary>True if there is such a value.</summary>
    public bool Has(string name) => Fields.Any(field => field.Name == name);

    /// <summary>A record with the values of an object.</summary>
    public object Make(JsonElement json)
    {
        var made = _constructor.Invoke([.. _parameters.Select(field => Value(field, json))]);
        foreach (var field in _others.Where(field => json.TryGetProperty(field.Name, out _))) field.Property.SetValue(made,
            Value(field, json));
        return made;
    }

    private static RecordField Field(PropertyInfo property, bool isSet) => new(
        char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property, isSet
            || Nullable.GetUnderlyingType(property.PropertyType) is not null);

    private static object? Value(RecordField field, JsonElement json)
    {
        if (json.TryGetProperty(field.Name, out var value)) return JsonValues.Read(value, field.Property.PropertyType);
        return field.IsOptional ? null : throw new FormatException($"{field.Name} is missing");
    }
}

/// <summary>Single values: ids are what they hold, structures of several values are objects.</summary>
internal static class JsonValues
{
    public static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case bool yes: json.WriteBooleanValue(yes); break;
            case ulong number: json.WriteStringValue($"0x{number:x}"); break;
            case int or long or uint or ushort or byte:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case IHistoryEvent what: WriteEvent(json, what); break;
            case Enum name: json.WriteStringValue(name.ToString()); break;
            default:
                var fields = RecordShape.Of(value.GetType()).Fields.ToList();
                if (fields.Count == 1) Write(json, fields[0].Get(value)!);
                else WriteObject(json, fields, value);
                break;
        }
    }

    public static object Read(JsonElement json, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return json.GetString() ?? throw new FormatException("null is no name");
        if (type == typeof(bool)) return json.GetBoolean();
        if (type == typeof(ulong)) return Hex(json.GetString() ?? "");
        if (type == typeof(int)) return json.GetInt32();
        if (type == typeof(long)) return json.GetInt64();
        if (type == typeof(uint)) return json.GetUInt32();
        if (type == typeof(ushort)) return json.GetUInt16();
        if (type == typeof(byte)) return json.GetByte();
        if (type.IsEnum) return Enum.Parse(type, json.GetString() ?? "");
        if (type == typeof(IHistoryEvent)) return ReadEvent(json);
        var shape = RecordShape.Of(type);
        var fields = shape.Fields.ToList();
        if (fields.Count == 1) return Activator.CreateInstance(type, Read(json, fields[0].Property.PropertyType))!;
        foreach (var property in json.EnumerateObject())
        {
            if (!shape.Has(property.Name)) throw new FormatException($"{property.Name} is no field");
        }

        return shape.Make(json);
    }

    // A guest's event within an event: its name, then its values.
    private static void WriteEvent(Utf8JsonWriter json, IHistoryEvent what)
    {
        json.WriteStartObject();
        json.WriteString("what", what.GetType().Name);
        WriteFields(json, RecordShape.Of(what.GetType()).Fields, what);
        json.WriteEndObject();
    }

    private static object ReadEvent(JsonElement json)
    {
        if (!json.TryGetProperty("what", out var name)) throw new FormatException("what is missing");
        var shape = RecordShape.Named(name.GetString() ?? "") ?? throw new FormatException($"there is no event {name}");
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name != "what" && !shape.Has(property.Name)) throw new FormatException($"{property.Name} is no field");
        }

        return shape.Make(json);
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<RecordField> fields, object value)
    {
        json.WriteStartObject();
        WriteFields(json, fields, value);
        json.WriteEndObject();
    }

    internal static void WriteFields(Utf8JsonWriter json, IEnumerable<RecordField> fields, object record)
    {
        foreach (var field in fields)
        {
            if (field.Get(record) is not { } value) continue;
            json.WritePropertyName(field.Name);
            Write(json, value);
        }
    }

    private static ulong Hex(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture)
        : throw new FormatException($"\"{text}\" is no hexadecimal number");
}
