using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Annotations;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>The serializers of an actor system and the types that they are bound to.</summary>
public class Serialization
{
    [ThreadStatic]
    private static Information? _currentTransportInformation;

    private readonly NullSerializer _nullSerializer;
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();
    private readonly ConcurrentDictionary<Type, Serializer> _found = new();
    private readonly Dictionary<int, Serializer> _byId = [];
    private readonly Dictionary<string, Serializer> _byName = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads <c>akka.actor.serializers</c>, <c>serialization-bindings</c> and <c>serialization-settings</c>, then <see
    /// cref="SerializationSetup"/>.
    /// </summary>
    public Serialization(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        System = system;
        _nullSerializer = new NullSerializer(system);
        AddSerializer("null", _nullSerializer);
        var setup = system.Settings.Setup.Get<SerializationSetup>();
        var details = setup.HasValue ? [.. setup.Value.CreateSerializers(system)] : Array.Empty<SerializerDetails>();
        var config = system.Settings.Config.GetConfig("akka.actor") ?? Config.Empty;
        foreach (var (name, type) in config.GetConfig("serializers")?.AsEnumerable() ?? [])
            AddConfigured(name, type.GetString(), config.GetConfig($"serialization-settings.\"{name}\""));
        foreach (var detail in details)
            AddSerializer(detail.Alias, detail.Serializer);
        foreach (var (type, name) in config.GetConfig("serialization-bindings")?.AsEnumerable() ?? [])
            Bind(type, name.GetString());
        foreach (var detail in details)
        {
            foreach (var type in detail.UseFor)
                AddSerializationMap(type, detail.Serializer);
        }
    }

    /// <summary>The system that the serializers belong to.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Adds a serializer under its name and its number; it replaces those that had them.</summary>
    public void AddSerializer(string name, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _byId[serializer.Identifier] = serializer;
        _byName[name] = serializer;
    }

    /// <summary>Binds a type, and what derives from it, to a serializer.</summary>
    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bindings[type] = serializer;
        _found.Clear();
    }

    /// <summary>The serializer of a message.</summary>
    /// <exception cref="SerializationException">None is bound to its type.</exception>
    public Serializer FindSerializerFor(object? obj, string? defaultSerializerName = null) =>
        obj is null ? _nullSerializer : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>
    /// The serializer of a type: the one bound to it, else to the nearest of its base classes and interfaces, else the named one, else that
    /// of object.
    /// </summary>
    /// <exception cref="SerializationException">None is bound to the type.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        ArgumentNullException.ThrowIfNull(objectType);
        if (_bindings.TryGetValue(objectType, out var bound) || _found.TryGetValue(objectType, out bound))
            return bound;
        Type? nearest = null;
        foreach (var candidate in _bindings.Keys)
        {
            if (candidate != typeof(object) && candidate.IsAssignableFrom(objectType)
                && (nearest is null || nearest.IsAssignableFrom(candidate)
                    || (!candidate.IsAssignableFrom(nearest) && IsBefore(candidate, nearest))))
                nearest = candidate;
        }

        if (nearest is not null)
            return _found[objectType] = _bindings[nearest];
        if (defaultSerializerName is not null && _byName.TryGetValue(defaultSerializerName, out var named))
            return named;
        return _bindings.TryGetValue(typeof(object), out var ofObject)
            ? _found[objectType] = ofObject
            : throw new SerializationException($"Serializer not found for type {objectType.Name}");
    }

    /// <summary>The message as bytes, by the serializer of its type.</summary>
    public byte[] Serialize(object? o) => WithTransport(System, () => FindSerializerFor(o).ToBinary(o!));

    /// <summary>The message of the bytes, by the serializer with the given number.</summary>
    /// <exception cref="SerializationException">There is no such serializer, or the bytes are not one of its messages.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type? type)
    {
        var serializer = ById(serializerId, type?.Name);
        return WithTransport(System, () => serializer.FromBinary(bytes, type!));
    }

    /// <summary>The message of the bytes, by the serializer with the given number.</summary>
    /// <param name="bytes">What <see cref="Serializer.ToBinary"/> made.</param>
    /// <param name="serializerId">The number of the serializer.</param>
    /// <param name="manifest">What <see cref="ManifestFor"/> made. Of a type only the name of a bound one is accepted, others are not
    /// loaded.</param>
    /// <exception cref="SerializationException">There is no such serializer, or the bytes are not one of its messages, or the type is not
    /// bound.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string? manifest)
    {
        var serializer = ById(serializerId, manifest);
        return WithTransport(System, () => serializer switch
        {
            SerializerWithStringManifest withManifest => withManifest.FromBinary(bytes, manifest!),
            { IncludeManifest: true } when !string.IsNullOrEmpty(manifest) =>
                serializer.FromBinary(bytes, BoundType(manifest, serializerId)),
            _ => serializer.FromBinary(bytes, null!),
        });
    }

    /// <summary>What the receiver needs besides the bytes: the serializer's own manifest, or the type's name, or nothing.</summary>
    public static string ManifestFor(Serializer s, object msg)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(msg);
        if (s is SerializerWithStringManifest withManifest)
            return withManifest.Manifest(msg);
        return s.IncludeManifest ? msg.GetType().TypeQualifiedName() : "";
    }

    /// <summary>The reference of a path that <see cref="SerializedActorPath"/> made; one to nobody if there is no such actor.</summary>
    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    /// <summary>A reference as text: its path with the address of the system and the uid. Empty for no sender.</summary>
    public static string SerializedActorPath(IActorRef? actorRef)
    {
        if (actorRef is null || Equals(actorRef, ActorRefs.NoSender))
            return "";
        var address = _currentTransportInformation?.Address
            ?? ((actorRef as ActorRefWithCell)?.Underlying.System as ExtendedActorSystem)?.Provider.DefaultAddress;
        return address is null ? actorRef.Path.ToSerializationFormat() : actorRef.Path.ToSerializationFormatWithAddress(address);
    }

    /// <summary>Runs code in which references to the system's own actors are serialized with its address.</summary>
    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(action);
        return WithTransport(new Information(system.Provider.DefaultAddress, system), action);
    }

    /// <summary>Runs code in which references to the system's own actors are serialized with its address.</summary>
    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action) =>
        WithTransport(system, () => action(state));

    /// <summary>What <see cref="WithTransport{T}(ExtendedActorSystem, Func{T})"/> has set.</summary>
    /// <exception cref="InvalidOperationException">It was not called.</exception>
    [InternalApi]
    public static Information GetCurrentTransportInformation() => _currentTransportInformation
        ?? throw new InvalidOperationException("CurrentTransportInformation is not set. Use Serialization.WithTransport<T>.");

    internal static T WithTransport<T>(Information information, Func<T> action)
    {
        var outer = _currentTransportInformation;
        _currentTransportInformation = information;
        try
        {
            return action();
        }
        finally
        {
            _currentTransportInformation = outer;
        }
    }

    private static bool IsBefore(Type left, Type right) =>
        string.CompareOrdinal(left.AssemblyQualifiedName, right.AssemblyQualifiedName) < 0;

    private Serializer ById(int id, string? manifest) => _byId.TryGetValue(id, out var serializer)
        ? serializer
        : throw new SerializationException(
            $"Cannot find serializer with id [{id}] (manifest [{manifest}]). The most probable reason is that the configuration entry "
            + "'akka.actor.serializers' is not in sync between the two systems.");

    private Type BoundType(string manifest, int serializerId) =>
        _bindings.Keys.Concat(_found.Keys)
            .FirstOrDefault(type => type.TypeQualifiedName() == manifest || type.AssemblyQualifiedName == manifest)
        ?? throw new SerializationException(
            $"The manifest class [{manifest}] for serializer with id [{serializerId}] is bound to no serializer, so it was not loaded.");

    private void AddConfigured(string name, string? typeName, Config? settings)
    {
        var type = typeName is null ? null : TypeResolver.Find(typeName);
        if (type is null)
        {
            System.Log.Warning("The type name for serializer '{0}' did not resolve to an actual Type: '{1}'", name, typeName!);
            return;
        }

        object[] withSettings = [System, settings!];
        var takesSettings = !settings.IsNullOrEmpty() && type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is not null;
        var arguments = takesSettings ? withSettings : [System];
        AddSerializer(name, (Serializer)Activator.CreateInstance(type, arguments)!);
    }

    private void Bind(string typeName, string? serializerName)
    {
        var type = TypeResolver.Find(typeName);
        if (type is null)
            System.Log.Warning("The type name for message/serializer binding '{0}' did not resolve to an actual Type: '{1}'",
                serializerName!, typeName);
        else if (serializerName is null || !_byName.TryGetValue(serializerName, out var serializer))
            System.Log.Warning("Serialization binding to non existing serializer: '{0}'", serializerName!);
        else
            AddSerializationMap(type, serializer);
    }
}
