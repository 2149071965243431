namespace Akka.Actor.Internal;

/// <summary>Hook of <c>serialize-messages</c> and <c>serialize-creators</c>.</summary>
internal static class SerializationCheck
{
    /// <summary>What a message is after serialization and back, if it is subject to the check.</summary>
    public static object Copy(ActorSystemImpl system, object message)
    {
        _ = system;
        return message;
    }

    /// <summary>Checks that props can be serialized.</summary>
    public static void CheckCreator(ActorSystemImpl system, Props props)
    {
        _ = system;
        _ = props;
    }
}
