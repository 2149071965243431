using Akka.Actor;
using Akka.Annotations;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>The numbers of serializers that are given in the configuration.</summary>
[InternalApi]
public static class SerializerIdentifierHelper
{
    private const string Path = "akka.actor.serialization-identifiers";

    /// <summary>The number of a serializer's class.</summary>
    /// <exception cref="ArgumentException">The configuration has none.</exception>
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        foreach (var (name, value) in system.Settings.Config.GetConfig(Path)?.AsEnumerable() ?? [])
        {
            if (TypeResolver.Find(name) == type)
                return value.GetInt();
        }

        throw new ArgumentException($"Couldn't find serializer id for [{type}] under [{Path}] HOCON path", nameof(type));
    }
}
