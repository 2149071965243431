using Akka.Actor;

namespace Akka.Serialization;

/// <summary>The serializer of null.</summary>
public class NullSerializer : Serializer
{
    /// <summary>Called by the actor system.</summary>
    public NullSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 0;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => [];

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => null!;
}
