using Akka.Actor;

namespace Akka.Serialization.Wire;

/// <summary>Actor references as text: their path with the address of the system and the uid of the incarnation.</summary>
internal static class WireReferences
{
    private const string NobodyText = "nobody";

    public static string ToText(IActorRef reference) =>
        reference.IsNobody() ? NobodyText : Serialization.SerializedActorPath(reference);

    public static IActorRef FromText(string text, ExtendedActorSystem system) =>
        text == NobodyText ? ActorRefs.Nobody : system.Provider.ResolveActorRef(text);
}
