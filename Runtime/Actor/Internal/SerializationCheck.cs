using System.Runtime.Serialization;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>Hook of <c>serialize-messages</c> and <c>serialize-creators</c>.</summary>
internal static class SerializationCheck
{
    /// <summary>
    /// Makes a message what it is after serialization and back, if it is subject to the check. A wrapped message stays as it is, but what
    /// it wraps is checked. As in Akka.NET a message that cannot be serialized is an error on the event stream, not an exception for the
    /// sender.
    /// </summary>
    /// <returns>Whether the message may be delivered.</returns>
    public static bool TryCopy(ActorSystemImpl system, IActorRef receiver, ref object message)
    {
        var inner = WrappedMessage.Unwrap(message);
        if (message is INoSerializationVerificationNeeded || inner is INoSerializationVerificationNeeded)
            return true;
#pragma warning disable CA1031 // whatever a serializer throws is what the check is for
        try
        {
            var copy = RoundTrip(system, inner);
            message = ReferenceEquals(message, inner) ? copy : message;
            return true;
        }
        catch (Exception error)
        {
            var failure = new SerializationException(
                $"Failed to serialize and deserialize payload object [{inner.GetType()}] for [{receiver}]", error);
            system.EventStream.Publish(
                new Error(failure, receiver.Path.Parent.ToString(), typeof(ActorCell), "Swallowing exception during message send"));
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>Checks that props can be serialized: that their arguments can.</summary>
    public static void CheckCreator(ActorSystemImpl system, Props props)
    {
        foreach (var argument in props.Arguments)
        {
            if (argument is not (null or INoSerializationVerificationNeeded))
                RoundTrip(system, argument);
        }
    }

    private static object RoundTrip(ActorSystemImpl system, object value)
    {
        var serialization = system.Serialization;
        var serializer = serialization.FindSerializerFor(value);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, value);
        return serialization.Deserialize(serialization.Serialize(value), serializer.Identifier, manifest);
    }
}
