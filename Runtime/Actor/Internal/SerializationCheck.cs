namespace Akka.Actor.Internal;

/// <summary>Hook of <c>serialize-messages</c> and <c>serialize-creators</c>.</summary>
internal static class SerializationCheck
{
    /// <summary>What a message is after serialization and back, if it is subject to the check.</summary>
    public static object Copy(ActorSystemImpl system, object message)
    {
        var isExempt = message is INoSerializationVerificationNeeded || WrappedMessage.Unwrap(message) is INoSerializationVerificationNeeded;
        return isExempt ? message : RoundTrip(system, message);
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
