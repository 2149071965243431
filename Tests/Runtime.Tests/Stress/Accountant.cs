using System.Collections.Concurrent;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Judges a run. It knows no actors, so that planted errors can be shown to it.</summary>
internal sealed class Accountant
{
    private const int ComplaintsShown = 20;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentBag<Ledger> _ledgers = [];
    private readonly ConcurrentBag<InstanceRecord> _instances = [];
    private readonly ConcurrentBag<WatchRecord> _watches = [];
    private int _complaintCount;

    public Tally Tally { get; } = new();

    public int Instances => _instances.Count;

    public int Watches => _watches.Count;

    public Ledger OpenLedger(string sender, string receiver)
    {
        var ledger = new Ledger($"{sender} -> {receiver}", Complain);
        _ledgers.Add(ledger);
        return ledger;
    }

    /// <summary>Called by an actor's constructor.</summary>
    public InstanceRecord Construct(string actor)
    {
        var instance = new InstanceRecord(actor, Complain);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Called when a watch begins that is not already there.</summary>
    public WatchRecord Watch(string watcher, string watched)
    {
        var watch = new WatchRecord($"{watcher} watches {watched}", Complain);
        _watches.Add(watch);
        return watch;
    }

    public void Complain(string complaint)
    {
        if (Interlocked.Increment(ref _complaintCount) <= ComplaintsShown)
            _complaints.Enqueue(complaint);
    }

    /// <summary>Everything that is wrong, when everything has come to rest.</summary>
    public IReadOnlyList<string> Judge()
    {
        foreach (var ledger in _ledgers)
            ledger.Judge(Tally);
        foreach (var instance in _instances)
            instance.Judge();
        foreach (var watch in _watches)
            watch.Judge();
        var hidden = _complaintCount - _complaints.Count;
        return hidden > 0 ? [.. _complaints, $"and {hidden} more"] : [.. _complaints];
    }
}

/// <summary>One instance of an actor: started once, stopped once, in this order.</summary>
internal sealed class InstanceRecord(string actor, Action<string> complain)
{
    private int _started;
    private int _stopped;

    public void Start()
    {
        if (Interlocked.Increment(ref _started) > 1)
            complain($"{actor}: PreStart ran again");
    }

    public void Stop()
    {
        if (Volatile.Read(ref _started) == 0)
            complain($"{actor}: PostStop without PreStart");
        if (Interlocked.Increment(ref _stopped) > 1)
            complain($"{actor}: PostStop ran again");
    }

    public void Judge()
    {
        if (_started > 0 && _stopped == 0)
            complain($"{actor}: started and never stopped");
    }
}

/// <summary>One watch: answered once.</summary>
internal sealed class WatchRecord(string what, Action<string> complain)
{
    private int _answers;

    public void Answer()
    {
        if (Interlocked.Increment(ref _answers) > 1)
            complain($"{what}: answered again");
    }

    public void Judge()
    {
        if (_answers == 0)
            complain($"{what}: never answered");
    }
}
