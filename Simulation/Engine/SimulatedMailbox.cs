using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorIommu.Simulation.Engine;

/// <summary>Named in the configuration: the mailbox of every actor that asks for none, or for one with a front to stash.</summary>
internal sealed class SimulatedMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<SimulatedQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new SimulatedQueue(owner, SimulationCore.OfThisThread);
}

/// <summary>
/// The messages of one actor, in a ring; no locks, because a run has one thread. It tells the engine of what it gives out: so the engine
/// knows who sent what to whom, and that a step was one message.
/// </summary>
internal sealed class SimulatedQueue : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics, IMultipleConsumerSemantics
{
    private readonly SimulationCore _core;
    private readonly IActorRef _owner;
    private Envelope[] _ring = new Envelope[8];
    private int _first;

    public SimulatedQueue(IActorRef owner, SimulationCore core)
    {
        (_core, _owner) = (core, owner);
        var top = owner.Path.ParentOf(1);
        IsUser = top.Name == "user" && !ReferenceEquals(top, owner.Path);
        Actor = IsUser ? core.NumberActor() : -1;
    }

    /// <summary>The number of the actor in order of creation; -1 for those of the system itself.</summary>
    public int Actor { get; }

    /// <summary>The path of the actor below the system.</summary>
    public string Path => field ??= PathOf(_owner);

    /// <summary>False for the system's own actors.</summary>
    public bool IsUser { get; }

    public bool HasMessages => Count > 0;

    public int Count { get; private set; }

    public static string PathOf(IActorRef? actor) => actor is null || actor.IsNobody() ? "-" : actor.Path.ToStringWithoutAddress()[1..];

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        _core.CheckThread(this);
        if (Count == _ring.Length) Grow();
        _ring[(_first + Count++) & (_ring.Length - 1)] = envelope;
    }

    public void EnqueueFirst(Envelope envelope)
    {
        if (Count == _ring.Length) Grow();
        _first = (_first - 1) & (_ring.Length - 1);
        _ring[_first] = envelope;
        Count++;
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (Count == 0)
        {
            envelope = default;
            return false;
        }

        envelope = Take();
        _core.Delivers(this, envelope);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (Count > 0) deadletters.Enqueue(owner, Take());
    }

    private Envelope Take()
    {
        var envelope = _ring[_first];
        _ring[_first] = default;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        return envelope;
    }

    private void Grow()
    {
        var ring = new Envelope[_ring.Length * 2];
        for (var i = 0; i < Count; i++) ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
        (_ring, _first) = (ring, 0);
    }
}
