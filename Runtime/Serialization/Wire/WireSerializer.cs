using System.Buffers;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Actor;

namespace Akka.Serialization.Wire;

/// <summary>Values to bytes and back, by the JSON formats of this namespace.</summary>
internal sealed class WireSerializer(AdmittedTypes types, ExtendedActorSystem? system)
{
    // Tags and nesting take up to three levels of JSON a level of the value.
    private const int JsonDepth = 4 * WireSession.MaxDepth;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonDepth,
        SkipValidation = true,
    };

    /// <exception cref="SerializationException">A type in the value is not admitted, or the value contains itself.</exception>
    public byte[] ToBinary(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        try
        {
            new WireSession(types, system).WriteTagged(json, value);
        }
        catch (Exception error) when (IsMalformed(error))
        {
            throw new SerializationException($"Failed to serialize a {value?.GetType()}. {error.Message}", error);
        }

        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="SerializationException">The bytes are not what <see cref="ToBinary"/> writes, or name a type that is not
    /// admitted.</exception>
    public object? FromBinary(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = JsonDepth });
            return new WireSession(types, system).ReadTagged(document.RootElement);
        }
        catch (Exception error) when (IsMalformed(error))
        {
            throw new SerializationException($"Failed to deserialize. {error.Message}", error);
        }
    }

    private static bool IsMalformed(Exception error) => error
        is JsonException or FormatException or OverflowException or InvalidOperationException or NotSupportedException
        or ArgumentException or IndexOutOfRangeException or KeyNotFoundException or InvalidCastException or NullReferenceException
        or TargetInvocationException or InsufficientExecutionStackException;
}
