namespace ActorIommu.Actors.Iommufd;

/// <summary>IOVAs from one to another, both included, so that a span can reach the last address there is.</summary>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
internal readonly record struct IovaSpan(ulong First, ulong Last)
{
    /// <summary>Every address.</summary>
    public static IovaSpan All => new(0, ulong.MaxValue);

    /// <summary>True if they have an address in common.</summary>
    public bool Overlaps(IovaSpan other) => First <= other.Last && other.First <= Last;

    /// <summary>True if all of the other is in it.</summary>
    public bool Contains(IovaSpan other) => First <= other.First && other.Last <= Last;

    /// <summary>What none of the spans has, within this one, in order.</summary>
    public IEnumerable<IovaSpan> HolesBetween(IEnumerable<IovaSpan> spans)
    {
        var (next, last) = (First, Last);
        foreach (var span in spans.Where(Overlaps).OrderBy(span => span.First))
        {
            if (span.First > next) yield return new IovaSpan(next, span.First - 1);
            if (span.Last >= last) yield break;
            next = Math.Max(next, span.Last + 1);
        }

        yield return new IovaSpan(next, last);
    }

    /// <summary>First as <c>0x</c> number, to Last.</summary>
    public override string ToString() => $"0x{First:x}..0x{Last:x}";
}
