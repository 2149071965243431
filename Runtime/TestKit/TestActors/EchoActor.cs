using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Sends every message to the test actor and back to its sender.</summary>
public class EchoActor : ReceiveActor
{
    /// <summary>Made through <see cref="Props"/>.</summary>
    /// <param name="testkit">Whose test actor.</param>
    /// <param name="echoBackToSenderAsWell">False sends to the test actor only.</param>
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        ReceiveAny(message =>
        {
            var sender = Sender;
            var testActor = testkit.TestActor;
            if (echoBackToSenderAsWell && !testActor.Equals(sender))
                sender.Forward(message);
            testActor.Tell(message, sender);
        });

    /// <summary>How to make one.</summary>
    /// <param name="testkit">Whose test actor.</param>
    /// <param name="echoBackToSenderAsWell">False sends to the test actor only.</param>
    /// <returns>The props.</returns>
    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        Actor.Props.Create(() => new EchoActor(testkit, echoBackToSenderAsWell));
}

/// <summary>Sends every message back to its sender.</summary>
public class SimpleEchoActor : ReceiveActor
{
    /// <summary>Made through <see cref="Props"/>.</summary>
    public SimpleEchoActor() => ReceiveAny(message => Sender.Tell(message, Self));

    /// <summary>How to make one.</summary>
    /// <returns>The props.</returns>
    public static Props Props() => Actor.Props.Create(() => new SimpleEchoActor());
}
