namespace ActorIommu.Hardware.Caches;

/// <summary>The invalidation epoch in which a walk started: it may fill a cache only with what no later invalidation covers.</summary>
/// <param name="Epoch">Number of invalidations that had taken effect.</param>
public readonly record struct FillTicket(long Epoch);

/// <summary>
/// The invalidations that took effect while walks were open. A walk that read a structure before an invalidation would
/// otherwise put the stale copy back after it, and a later CMD_SYNC would vouch for a cache that is wrong (IHI 0070 3.21.1).
/// </summary>
internal sealed class InvalidationLog
{
    private readonly List<(long Epoch, InvalidationScope Scope)> _translations = [];
    private readonly List<(long Epoch, ConfigurationScope Scope)> _configurations = [];
    private long _epoch;

    /// <summary>The ticket of a walk that starts now.</summary>
    public FillTicket Now => new(_epoch);

    /// <summary>Invalidations remembered.</summary>
    public int Count => _translations.Count + _configurations.Count;

    public void Record(in InvalidationScope scope, bool walksAreOpen)
    {
        _epoch++;
        if (walksAreOpen) _translations.Add((_epoch, scope));
    }

    public void Record(in ConfigurationScope scope, bool walksAreOpen)
    {
        _epoch++;
        if (walksAreOpen) _configurations.Add((_epoch, scope));
    }

    /// <summary>Forgets what no open walk can be older than.</summary>
    public void Trim(FillTicket oldestOpen)
    {
        _translations.RemoveAll(entry => entry.Epoch <= oldestOpen.Epoch);
        _configurations.RemoveAll(entry => entry.Epoch <= oldestOpen.Epoch);
    }

    public void Clear()
    {
        _translations.Clear();
        _configurations.Clear();
    }

    public bool Permits(FillTicket ticket, in IotlbEntry entry)
    {
        if (ticket.Epoch == _epoch) return true;
        foreach (var (epoch, scope) in _translations)
        {
            if (epoch > ticket.Epoch && Coverage.Covers(scope, entry)) return false;
        }

        return true;
    }

    public bool Permits(FillTicket ticket, in ConfigurationEntry entry)
    {
        if (ticket.Epoch == _epoch) return true;
        foreach (var (epoch, scope) in _configurations)
        {
            if (epoch > ticket.Epoch && Coverage.Covers(scope, entry)) return false;
        }

        return true;
    }
}
