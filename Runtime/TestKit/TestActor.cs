using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>The control messages that a test actor obeys instead of queueing them.</summary>
public static class TestActor
{
    /// <summary>Decides whether a message is dropped instead of queued.</summary>
    /// <param name="message">The message.</param>
    /// <returns>True to drop it.</returns>
    public delegate bool Ignore(object message);

    /// <summary>See <see cref="Akka.TestKit.KeepRunning"/>.</summary>
    public static AutoPilot KeepRunning => Akka.TestKit.KeepRunning.Instance;

    /// <summary>See <see cref="Akka.TestKit.NoAutoPilot"/>.</summary>
    public static AutoPilot NoAutoPilot => Akka.TestKit.NoAutoPilot.Instance;

    /// <summary>What <see cref="TestKitBase.LastMessage"/> is before the first message.</summary>
    public static NullMessageEnvelope NullMessage => NullMessageEnvelope.Instance;

#pragma warning disable CA1034 // Nested in Akka.NET as well: TestActor.Watch is how users write it.
    /// <summary>Installs a filter; null removes it.</summary>
    /// <param name="ignore">The filter.</param>
    public class SetIgnore(Ignore? ignore) : INoSerializationVerificationNeeded
    {
        /// <summary>The filter.</summary>
        public Ignore? Ignore => ignore;
    }

    /// <summary>Makes the test actor watch an actor.</summary>
    /// <param name="actorToWatch">The actor.</param>
    public class Watch(IActorRef actorToWatch) : INoSerializationVerificationNeeded
    {
        /// <summary>The actor.</summary>
        public IActorRef Actor => actorToWatch;
    }

    /// <summary>Makes the test actor stop watching an actor.</summary>
    /// <param name="actorToUnwatch">The actor.</param>
    public class Unwatch(IActorRef actorToUnwatch) : INoSerializationVerificationNeeded
    {
        /// <summary>The actor.</summary>
        public IActorRef Actor => actorToUnwatch;
    }

    /// <summary>Installs a pilot.</summary>
    /// <param name="autoPilot">The pilot.</param>
    public class SetAutoPilot(AutoPilot autoPilot) : INoSerializationVerificationNeeded
    {
        /// <summary>The pilot.</summary>
        public AutoPilot AutoPilot => autoPilot;
    }

    /// <summary>Makes the test actor create a child; the answer is its reference.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name, or none.</param>
    /// <param name="supervisorStrategy">How the test actor supervises it, or none for the default.</param>
    public class Spawn(Props props, Option<string> name, Option<SupervisorStrategy> supervisorStrategy) : INoSerializationVerificationNeeded
    {
        internal Option<SupervisorStrategy> Strategy => supervisorStrategy;

        /// <summary>Creates the child.</summary>
        /// <param name="context">The parent.</param>
        /// <returns>The child.</returns>
        public IActorRef Apply(IActorRefFactory context) =>
            name.HasValue ? context.ActorOf(props, name.Value) : context.ActorOf(props);
    }
#pragma warning restore CA1034
}
