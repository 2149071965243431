using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>An exception keeps its type, message, stack trace and inner exception. Fields of its own are lost, as with Hyperion.</summary>
internal sealed class ExceptionFormat(Type type) : WireFormat
{
    private static readonly FieldInfo? MessageField = Field("_message");
    private static readonly FieldInfo? InnerField = Field("_innerException");

    public override void Write(Utf8JsonWriter json, object value, WireSession session)
    {
        var exception = (Exception)value;
        json.WriteStartArray();
        json.WriteStringValue(exception.Message);
        json.WriteStringValue(exception.StackTrace);
        session.WriteTagged(json, exception.InnerException);
        json.WriteEndArray();
    }

    public override object Read(JsonElement json, WireSession session)
    {
        var exception = (Exception)RuntimeHelpers.GetUninitializedObject(type);
        MessageField?.SetValue(exception, json[0].GetString());
        InnerField?.SetValue(exception, session.ReadTagged(json[2]) as Exception);
        exception.HResult = unchecked((int)0x80131500);
        if (json[1].GetString() is { Length: > 0 } trace)
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, trace);
        return exception;
    }

    private static FieldInfo? Field(string name) => typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);
}
