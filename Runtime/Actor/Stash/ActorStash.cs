using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>The stash of one incarnation.</summary>
internal sealed class ActorStash(ActorCell cell, IDequeBasedMessageQueueSemantics queue, int capacity) : IStash
{
    private LinkedList<Envelope> _stash = new();
    private int _lastEnvelope = -1;

    public int Count => _stash.Count;

    public bool IsEmpty => _stash.Count == 0;

    public bool NonEmpty => _stash.Count > 0;

    public bool IsFull => capacity >= 0 && _stash.Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        var message = cell.CurrentMessage;
        if (message is null) throw new IllegalActorStateException("There is no current message to stash");
        // By number, not by content: the same object may be sent twice.
        if (_lastEnvelope == cell.CurrentEnvelopeId)
            throw new IllegalActorStateException($"Can't stash the same message {message} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {message} from ${cell.Sender} to stash of {cell.Self}");
        _lastEnvelope = cell.CurrentEnvelopeId;
        _stash.AddLast(new Envelope(message, cell.Sender));
    }

    public void Unstash()
    {
        if (_stash.First is not { } first) return;
        _stash.RemoveFirst();
        EnqueueFirst(first.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var all = _stash;
        _stash = new LinkedList<Envelope>();
        for (var node = all.Last; node is not null; node = node.Previous)
        {
            if (predicate(node.Value)) EnqueueFirst(node.Value);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _stash;
        _stash = new LinkedList<Envelope>();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        foreach (var envelope in envelopes.Reverse())
        {
            if (_stash.Any(other => ReferenceEquals(other.Message, envelope.Message) && Equals(other.Sender, envelope.Sender))) continue;
            _stash.AddFirst(envelope);
        }
    }

    private void EnqueueFirst(Envelope envelope)
    {
        queue.EnqueueFirst(envelope);
        // It was taken off the record when it was delivered the first time.
        if (envelope.Message is Terminated terminated) cell.TerminatedQueuedFor(terminated.ActorRef, null);
    }
}
