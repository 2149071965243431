namespace ActorIommu.Hardware.Tests.Caches.Freshness;

/// <summary>Something that software wrote and that hardware may use until software knows that it is gone.</summary>
internal sealed class Fact(ulong frame, bool isWritable)
{
    /// <summary>A fact that is still permitted.</summary>
    public const long Forever = long.MaxValue;

    public ulong Frame { get; } = frame;

    public bool IsWritable { get; } = isWritable;

    /// <summary>When the CMD_SYNC completed that ended it.</summary>
    public long Until { get; set; } = Forever;
}

/// <summary>What is true of a page, told by software alone: the oracle knows no cache and no walk.</summary>
internal sealed class GhostPage
{
    public List<Fact> Facts { get; } = [];

    public Fact? Current { get; private set; }

    /// <summary>Last time that memory said that the page is absent.</summary>
    public long AbsentUntil { get; private set; } = Fact.Forever;

    public void Map(Fact fact, long now)
    {
        if (Current is null) AbsentUntil = now;
        Current = fact;
        Facts.Add(fact);
    }

    public Fact? Unmap()
    {
        var gone = Current;
        (Current, AbsentUntil) = (null, Fact.Forever);
        return gone;
    }
}
