using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Watches what it is told to, living or dead, and expects one answer to each watch.</summary>
internal sealed class Watcher : UntypedActor
{
    private readonly Accountant _accountant;
    private readonly Dictionary<IActorRef, WatchRecord> _open = [];
    private IActorRef? _draining;

    public Watcher(Accountant accountant) => _accountant = accountant;

    /// <summary>Watch this.</summary>
    public sealed record Begin(Target Target);

    /// <summary>Answered when no watch is open.</summary>
    public sealed record Drain;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                // A second watch of the same actor is the same watch.
                if (!_open.ContainsKey(begin.Target.Actor))
                    _open.Add(begin.Target.Actor, _accountant.Watch(Self.Path.Name, begin.Target.Name));
                Context.Watch(begin.Target.Actor);
                break;
            case Terminated terminated:
                if (_open.Remove(terminated.ActorRef, out var watch))
                    watch.Answer();
                else
                    _accountant.Complain($"{Self.Path.Name} heard of {terminated.ActorRef} without watching it");
                AnswerIfDrained();
                break;
            case Drain:
                _draining = Sender;
                AnswerIfDrained();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AnswerIfDrained()
    {
        if (_open.Count == 0)
            _draining?.Tell(new Nursery.Ready());
    }
}
