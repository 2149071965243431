using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Serializers that are made by code instead of being named in the configuration; they win over those.</summary>
public sealed class SerializationSetup : Akka.Actor.Setup.Setup
{
    private SerializationSetup(Func<ExtendedActorSystem, ImmutableHashSet<SerializerDetails>> createSerializers) =>
        CreateSerializers = createSerializers;

    /// <summary>Makes the serializers of a system.</summary>
    public Func<ExtendedActorSystem, ImmutableHashSet<SerializerDetails>> CreateSerializers { get; }

    /// <summary>A setup with the given function.</summary>
    public static SerializationSetup Create(Func<ExtendedActorSystem, ImmutableHashSet<SerializerDetails>> createSerializers) =>
        new(createSerializers);
}
