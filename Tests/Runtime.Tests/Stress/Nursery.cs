using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Keeps some slots filled: restarts what fails, replaces what stops.</summary>
internal sealed class Nursery : UntypedActor
{
    private readonly Accountant _accountant;
    private readonly Target[] _slots;
    private readonly int _first;
    private readonly int _count;
    private readonly List<IActorRef> _everMade;
    private readonly Dictionary<IActorRef, int> _slotOf = [];
    private int _made;
    private IActorRef? _closing;

    public Nursery(Accountant accountant, Target[] slots, int first, int count, List<IActorRef> everMade)
    {
        _accountant = accountant;
        _slots = slots;
        _first = first;
        _count = count;
        _everMade = everMade;
    }

    /// <summary>Stop the actor in a slot, whatever it does at the moment.</summary>
    public sealed record Evict(int Slot);

    /// <summary>Answered when the slots are filled.</summary>
    public sealed record Open;

    /// <summary>Stop all; answered when the last one is gone.</summary>
    public sealed record Close;

    public sealed record Ready;

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(
            exception => exception is PlannedFailure ? Directive.Restart : Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(exception));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Open:
                for (var slot = _first; slot < _first + _count; slot++)
                    Fill(slot);
                Sender.Tell(new Ready());
                break;
            case Evict evict:
                Context.Stop(Volatile.Read(ref _slots[evict.Slot]).Actor);
                break;
            case Terminated terminated:
                Replace(terminated.ActorRef);
                break;
            case Close:
                _closing = Sender;
                foreach (var child in Context.GetChildren())
                    Context.Stop(child);
                AnswerIfEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Replace(IActorRef gone)
    {
        if (!_slotOf.Remove(gone, out var slot))
        {
            _accountant.Complain($"{gone}: its parent heard twice that it terminated");
            return;
        }
        if (_closing is null)
            Fill(slot);
        else
            AnswerIfEmpty();
    }

    private void Fill(int slot)
    {
        var name = $"r{slot}-{_made++}";
        var accountant = _accountant;
        var child = Context.Watch(Context.ActorOf(Props.Create(() => new Receiver(accountant, name)), name));
        _slotOf.Add(child, slot);
        lock (_everMade)
            _everMade.Add(child);
        Volatile.Write(ref _slots[slot], new Target(child, name));
    }

    private void AnswerIfEmpty()
    {
        if (_slotOf.Count == 0)
            _closing!.Tell(new Ready());
    }
}
