using ActorIommu.Messages.History;

namespace ActorIommu.Checker;

/// <summary>Where oracles put what they found in one history.</summary>
internal sealed class Findings
{
    /// <summary>Objections beyond these are not kept: one broken thing tends to break many more.</summary>
    public const int MaxViolations = 32;

    private readonly List<Violation> _violations = [];
    private readonly List<string> _degraded = [];
    private readonly List<string> _unknown = [];

    /// <summary>Nothing found.</summary>
    public void Reset()
    {
        _violations.Clear();
        _degraded.Clear();
        _unknown.Clear();
    }

    /// <summary>An objection.</summary>
    /// <param name="oracle">Who objects.</param>
    /// <param name="at">Where it was seen.</param>
    /// <param name="witness">Why.</param>
    public void Add(IOracle oracle, in StampedEvent at, string witness)
    {
        if (_violations.Count < MaxViolations) _violations.Add(new Violation(oracle.Name, at.Sequence, at.Time, witness));
    }

    /// <summary>An operation took its promise back by itself.</summary>
    public void Degraded(string reason) => Note(_degraded, reason);

    /// <summary>Something that is needed is not there.</summary>
    public void Unknown(string reason) => Note(_unknown, reason);

    /// <summary>What was found in a guest, as far as it is a machine of its own.</summary>
    public void Add(string guest, Verdict verdict)
    {
        foreach (var violation in verdict.Violations.Take(MaxViolations - _violations.Count))
            _violations.Add(violation with { Witness = $"In {guest}, as it sees itself:\n{violation.Witness}" });
        var reasons = verdict.Kind == VerdictKind.Degraded ? _degraded : _unknown;
        if (verdict.Kind != VerdictKind.Invalid) foreach (var reason in verdict.Reasons) Note(reasons, $"In {guest}: {reason}");
    }

    /// <summary>What comes of it all.</summary>
    public Verdict ToVerdict()
    {
        if (_violations.Count + _degraded.Count + _unknown.Count == 0) return Verdict.Valid;
        var kind = _violations.Count > 0 ? VerdictKind.Invalid : _unknown.Count > 0 ? VerdictKind.Unknown : VerdictKind.Degraded;
        return new Verdict(kind, [.. _violations], [.. _unknown, .. _degraded]);
    }

    private static void Note(List<string> reasons, string reason)
    {
        if (reasons.Count < MaxViolations && !reasons.Contains(reason)) reasons.Add(reason);
    }
}
