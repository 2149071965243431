using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>Messages as the recordings show them.</summary>
internal static class Texts
{
    public static string Of(object? message) => message switch
    {
        null => "null",
        Terminated terminated =>
            $"Terminated({terminated.ActorRef.Path.Name},exist={terminated.ExistenceConfirmed},addr={terminated.AddressTerminated})",
        ActorIdentity identity => $"ActorIdentity({identity.MessageId},{identity.Subject?.Path.Name ?? "null"})",
        Status.Failure failure => $"Status.Failure({failure.Cause.GetType().Name}:{failure.Cause.Message})",
        _ => message.ToString()!,
    };
}
