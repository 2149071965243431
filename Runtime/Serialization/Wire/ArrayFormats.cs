using System.Runtime.Serialization;
using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>An array is a JSON array.</summary>
internal sealed class ArrayFormat(Type item) : WireFormat
{
    public override void Write(Utf8JsonWriter json, object value, WireSession session)
    {
        json.WriteStartArray();
        foreach (var element in (Array)value)
            session.WriteMember(json, item, element);
        json.WriteEndArray();
    }

    public override object Read(JsonElement json, WireSession session)
    {
        var array = Array.CreateInstance(item, json.GetArrayLength());
        var index = 0;
        foreach (var element in json.EnumerateArray())
            array.SetValue(session.ReadMember(element, item), index++);
        return array;
    }
}

/// <summary>An array of several dimensions is a JSON array of its lengths, followed by its items row by row.</summary>
internal sealed class RectangularArrayFormat(Type item, int rank) : WireFormat
{
    public override void Write(Utf8JsonWriter json, object value, WireSession session)
    {
        var array = (Array)value;
        json.WriteStartArray();
        for (var dimension = 0; dimension < rank; dimension++)
            json.WriteNumberValue(array.GetLength(dimension));
        foreach (var element in array)
            session.WriteMember(json, item, element);
        json.WriteEndArray();
    }

    public override object Read(JsonElement json, WireSession session)
    {
        var lengths = json.EnumerateArray().Take(rank).Select(length => length.GetInt32()).ToArray();
        var count = lengths.Aggregate(1L, (product, length) => checked(product * length));
        if (lengths.Length != rank || count != json.GetArrayLength() - rank)
            throw new SerializationException("The lengths of the array do not match its items");
        var array = Array.CreateInstance(item, lengths);
        var position = new int[rank];
        foreach (var element in json.EnumerateArray().Skip(rank))
        {
            array.SetValue(session.ReadMember(element, item), position);
            for (var dimension = rank - 1; dimension >= 0 && ++position[dimension] == lengths[dimension]; dimension--)
                position[dimension] = 0;
        }

        return array;
    }
}
