using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>How the values of one type look in JSON.</summary>
internal abstract class WireFormat
{
    /// <summary>Writes a value; it is never null and of the type that the format is for.</summary>
    public abstract void Write(Utf8JsonWriter json, object value, WireSession session);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public abstract object Read(JsonElement json, WireSession session);
}
