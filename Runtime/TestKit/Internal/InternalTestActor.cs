using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Queues what it gets for the test, except the messages of <see cref="TestActor"/>, which it obeys.</summary>
internal sealed class InternalTestActor(TestQueue queue) : ActorBase
{
    private TestActor.Ignore? _ignore;
    private AutoPilot? _pilot;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore set:
                _ignore = set.Ignore;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                AcknowledgeTo(watch);
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                AcknowledgeTo(unwatch);
                break;
            case TestActor.SetAutoPilot set:
                _pilot = set.AutoPilot;
                break;
            case TestActor.Spawn spawn:
                Spawn(spawn);
                break;
            default:
                Fly(message);
                if (_ignore is null || !_ignore(message))
                    queue.Add(new RealMessageEnvelope(message, Sender));
                break;
        }
        return true;
    }

    private void Fly(object message)
    {
        if (_pilot is null)
            return;
        var next = _pilot.Run(Sender, message);
        _pilot = next switch
        {
            KeepRunning => _pilot,
            NoAutoPilot => null,
            _ => next,
        };
    }

    private void Spawn(TestActor.Spawn spawn)
    {
        // As in Akka.NET the strategy that comes with it is not used.
        var child = spawn.Apply(Context);
        queue.Add(new RealMessageEnvelope(child, Self));
    }

    private void AcknowledgeTo(object request)
    {
        if (request is IAcknowledged)
            Sender.Tell(Done.Instance, Self);
    }
}

/// <summary>Marks a control message that the test waits for.</summary>
internal interface IAcknowledged;

internal sealed class AcknowledgedWatch(IActorRef actor) : TestActor.Watch(actor), IAcknowledged;

internal sealed class AcknowledgedUnwatch(IActorRef actor) : TestActor.Unwatch(actor), IAcknowledged;
