namespace ActorIommu.Runtime.Tests.Serialization;

public sealed partial class SerializationFixture
{
    // An interface admits what implements it in its assembly; the generic, the enums and the base classes are named.
    static partial void Admit(ref string hocon) => hocon += $"""

        akka.actor.serialization-settings.hyperion.allowed-types = [
          "{typeof(IWireMessage).AssemblyQualifiedName}"
          "{typeof(Generic<>).AssemblyQualifiedName}"
          "{typeof(Colour).AssemblyQualifiedName}"
          "{typeof(Wide).AssemblyQualifiedName}"
        ]
        """;
}
