using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>What a message asks of its receiver.</summary>
internal enum Deed : byte
{
    Nothing,
    Throw,
    StopSelf,
}

/// <summary>
/// One accounted message. Whoever settles it calls the creditor, if there is one, who then sends more: so the number of messages under
/// way is bounded without anybody waiting for a time.
/// </summary>
internal sealed class Work(Ledger ledger, int sequence, Deed deed, Action? creditor)
{
    public Deed Deed => deed;

    public void Handled(Outcome outcome)
    {
        ledger.Handle(sequence, outcome);
        creditor?.Invoke();
    }

    public void Buried()
    {
        ledger.Bury(sequence);
        creditor?.Invoke();
    }

    public bool HasFailed => ledger.Has(sequence, Outcome.Failed);

    public override string ToString() => $"{ledger.Pair} message {sequence}";
}

/// <summary>An actor to send to, as long as it is in its slot.</summary>
internal sealed record Target(IActorRef Actor, string Name);

/// <summary>Thrown on purpose.</summary>
internal sealed class PlannedFailure() : Exception("planned");
