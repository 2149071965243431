using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>
/// Records, structs and other classes: a JSON object of all their fields, inherited and private ones too. Constructors do not run, as in
/// Hyperion. Fields that are missing in what is read keep their default and unknown ones are skipped, so messages may gain and lose fields.
/// </summary>
internal sealed class ObjectFormat : WireFormat
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type _type;
    private readonly (string Name, FieldInfo Field)[] _fields;

    public ObjectFormat(Type type)
    {
        _type = type;
        _fields = FieldsOf(type);
    }

    public override void Write(Utf8JsonWriter json, object value, WireSession session)
    {
        json.WriteStartObject();
        foreach (var (name, field) in _fields)
        {
            json.WritePropertyName(name);
            session.WriteMember(json, field.FieldType, field.GetValue(value));
        }

        json.WriteEndObject();
    }

    public override object Read(JsonElement json, WireSession session)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new SerializationException($"An object was expected for {_type}");
        var result = RuntimeHelpers.GetUninitializedObject(_type);
        foreach (var (name, field) in _fields)
        {
            if (!json.TryGetProperty(name, out var member))
                continue;
            var value = session.ReadMember(member, field.FieldType);
            if (value is not null)
                field.SetValue(result, value);
        }

        return result;
    }

    private static (string Name, FieldInfo Field)[] FieldsOf(Type type)
    {
        var fields = new List<(string Name, FieldInfo Field)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var declaring = type; declaring?.BaseType is not null && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(OwnFields))
            {
                if (field.IsDefined(typeof(NonSerializedAttribute)))
                    continue;
                // A base class may have a private field of the same name.
                var name = PropertyName(field.Name);
                for (var copy = 2; !names.Add(name); copy++)
                    name = $"{PropertyName(field.Name)}'{copy}";
                fields.Add((name, field));
            }
        }

        return [.. fields];
    }

    private static string PropertyName(string field) =>
        field.StartsWith('<') && field.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field[1..end] : field;
}
