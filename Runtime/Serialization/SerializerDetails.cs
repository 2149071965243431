using System.Collections.Immutable;

namespace Akka.Serialization;

/// <summary>A serializer, its name, and the types it is for.</summary>
public sealed class SerializerDetails
{
    private SerializerDetails(string alias, Serializer serializer, ImmutableHashSet<Type> useFor)
    {
        Alias = alias;
        Serializer = serializer;
        UseFor = useFor;
    }

    /// <summary>The name, as in <c>akka.actor.serializers</c>.</summary>
    public string Alias { get; }

    /// <summary>The serializer.</summary>
    public Serializer Serializer { get; }

    /// <summary>The types, as in <c>akka.actor.serialization-bindings</c>.</summary>
    public ImmutableHashSet<Type> UseFor { get; }

    /// <summary>Puts the three together.</summary>
    public static SerializerDetails Create(string alias, Serializer serializer, ImmutableHashSet<Type> useFor) =>
        new(alias, serializer, useFor);
}
