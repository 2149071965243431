using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>What senders have in common: choosing targets and deeds, and sometimes killing, stopping or watching a target.</summary>
internal sealed class WorkSource(string name, StressPlan plan, SplitMix random)
{
    private readonly (Target Target, Ledger Ledger)[] _open = new (Target, Ledger)[plan.Slots.Length];

    public void Settled() => plan.SettleBurst();

    public int Window => plan.Traffic.Window;

    public long Left { get; private set; } = plan.Traffic.MessagesPerSender;

    /// <summary>Sends a burst, whose last message calls back when it is settled.</summary>
    public void Send(IActorRef sender, Action creditor)
    {
        var traffic = plan.Traffic;
        var slot = random.Below(traffic.Slots);
        for (var i = traffic.Burst; i > 0; i--)
        {
            if (!traffic.BurstToOne)
                slot = random.Below(traffic.Slots);
            if (random.OneIn(64))
                Disturb(sender);
            var target = Volatile.Read(ref plan.Slots[slot]);
            target.Actor.Tell(new Work(LedgerOf(slot, target), Number(slot), ChooseDeed(), i == 1 ? creditor : null), sender);
        }
        Left -= traffic.Burst;
    }

    private int Number(int slot) => _open[slot].Ledger.Open();

    private Ledger LedgerOf(int slot, Target target)
    {
        if (!ReferenceEquals(_open[slot].Target, target))
            _open[slot] = (target, plan.Accountant.OpenLedger(name, target.Name));
        return _open[slot].Ledger;
    }

    private Deed ChooseDeed() => random.Below(8_000) switch
    {
        < 4 => Deed.Throw,
        < 5 when plan.Traffic.Ends => Deed.StopSelf,
        _ => Deed.Nothing,
    };

    private void Disturb(IActorRef sender)
    {
        var slot = random.Below(plan.Slots.Length);
        var target = Volatile.Read(ref plan.Slots[slot]);
        switch (random.Below(400))
        {
            case 0 when plan.Traffic.Ends:
                target.Actor.Tell(PoisonPill.Instance, sender);
                break;
            case 1 when plan.Traffic.Ends:
                target.Actor.Tell(Kill.Instance, sender);
                break;
            case 2 when plan.Traffic.Ends:
                plan.NurseryOf(slot).Tell(new Nursery.Evict(slot), sender);
                break;
            case > 2 and < 20:
                plan.Watchers[random.Below(plan.Watchers.Length)].Tell(new Watcher.Begin(target), sender);
                break;
        }
    }
}
