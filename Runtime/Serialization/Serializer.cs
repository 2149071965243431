using Akka.Actor;

namespace Akka.Serialization;

/// <summary>
/// Turns messages into bytes and back. Bound to types by <c>akka.actor.serializers</c> and <c>serialization-bindings</c>.
/// </summary>
public abstract class Serializer
{
#pragma warning disable CA1051, IDE1006, CA1707 // Akka.NET's field
    /// <summary>The system that the serializer belongs to.</summary>
    protected readonly ExtendedActorSystem system;
#pragma warning restore CA1051, IDE1006, CA1707

    private int? _identifier;

    /// <summary>Called by the actor system.</summary>
    protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>
    /// The number that names the serializer to the receiver; by default the one of <c>akka.actor.serialization-identifiers</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is none in the configuration.</exception>
    public virtual int Identifier => _identifier ??= SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system);

    /// <summary>Whether <see cref="FromBinary(byte[], Type)"/> needs the type.</summary>
    public abstract bool IncludeManifest { get; }

    /// <summary>The message as bytes.</summary>
    public abstract byte[] ToBinary(object obj);

    /// <summary>The message as bytes, with references to the system's own actors carrying the given address.</summary>
    public byte[] ToBinaryWithAddress(Address address, object obj) =>
        Serialization.WithTransport(new Information(address, system), () => ToBinary(obj));

    /// <summary>The message of the bytes.</summary>
    public abstract object FromBinary(byte[] bytes, Type type);

    /// <summary>The message of the bytes.</summary>
    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}
