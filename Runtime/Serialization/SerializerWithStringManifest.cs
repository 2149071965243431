using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>A serializer that names the types of its messages itself, so that they can be renamed and versioned.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    /// <summary>Called by the actor system.</summary>
    protected SerializerWithStringManifest(ExtendedActorSystem system) : base(system)
    {
    }

    /// <summary>Always: the manifest is how the message is recognized.</summary>
    public sealed override bool IncludeManifest => true;

    /// <summary>The message of the bytes, with the type's name as the manifest.</summary>
    public sealed override object FromBinary(byte[] bytes, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return FromBinary(bytes, type.TypeQualifiedName());
    }

    /// <summary>
    /// The message of the bytes. Unknown manifests are a <see cref="System.Runtime.Serialization.SerializationException"/>.
    /// </summary>
    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The manifest of a message, short and stable.</summary>
    public abstract string Manifest(object o);
}
