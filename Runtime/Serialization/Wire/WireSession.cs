using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;

namespace Akka.Serialization.Wire;

/// <summary>
/// One serialization or deserialization. A value whose type the reader cannot know from the context is written with a tag,
/// as <c>["type", content]</c>; a member of a sealed type is its content alone; null is null.
/// </summary>
internal sealed class WireSession(AdmittedTypes types, ExtendedActorSystem? system)
{
    /// <summary>Far deeper than any message; a cycle reaches it soon.</summary>
    public const int MaxDepth = 200;

    private const string ReferenceTag = "@ref";
    private const string PathTag = "@path";
    private const string SurrogateTag = "@surrogate";

    private int _depth;

    public AdmittedTypes Types => types;

    /// <summary>The system in which references are resolved.</summary>
    public ExtendedActorSystem System => system ?? throw new SerializationException("Actor references need an actor system");

    public void WriteTagged(Utf8JsonWriter json, object? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        Enter();
        switch (value)
        {
            case IActorRef reference:
                json.WriteStringValue(ReferenceTag);
                json.WriteStringValue(WireReferences.ToText(reference));
                break;
            case ActorPath path:
                json.WriteStringValue(PathTag);
                json.WriteStringValue(path.ToSerializationFormat());
                break;
            case Akka.Util.ISurrogated surrogated:
                json.WriteStringValue(SurrogateTag);
                WriteTagged(json, surrogated.ToSurrogate(System));
                break;
            default:
                var (type, wireValue) = WireFormats.Normalize(value, types);
                json.WriteStringValue(types.NameOf(type));
                WireFormats.For(type).Write(json, wireValue, this);
                break;
        }

        Leave();
        json.WriteEndArray();
    }

    public object? ReadTagged(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 2 || json[0].ValueKind != JsonValueKind.String)
            throw new SerializationException("A value with its type was expected");
        Enter();
        var result = json[0].GetString()! switch
        {
            ReferenceTag => WireReferences.FromText(json[1].GetString()!, System),
            PathTag => ActorPath.Parse(json[1].GetString()!),
            SurrogateTag => (ReadTagged(json[1]) as Akka.Util.ISurrogate)?.FromSurrogate(System)
                            ?? throw new SerializationException("A surrogate was expected"),
            var name => WireFormats.For(types.Resolve(name)).Read(json[1], this),
        };
        Leave();
        return result;
    }

    /// <summary>Writes a member, item or element that is declared as <paramref name="declared"/>.</summary>
    public void WriteMember(Utf8JsonWriter json, Type declared, object? value)
    {
        if (value is null || !WireFormats.IsExact(declared, out var exact))
        {
            WriteTagged(json, value);
            return;
        }

        Enter();
        types.Check(exact);
        WireFormats.For(exact).Write(json, value, this);
        Leave();
    }

    /// <summary>Reads what <see cref="WriteMember"/> wrote.</summary>
    public object? ReadMember(JsonElement json, Type declared)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        if (!WireFormats.IsExact(declared, out var exact))
        {
            var value = ReadTagged(json);
            return declared.IsInstanceOfType(value)
                ? value
                : throw new SerializationException($"A {declared} was expected, but there is a {value?.GetType()}");
        }

        Enter();
        types.Check(exact);
        var result = WireFormats.For(exact).Read(json, this);
        Leave();
        return result;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
            throw new SerializationException($"The value is nested deeper than {MaxDepth}: does it contain itself?");
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private void Leave() => _depth--;
}
