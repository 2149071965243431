using System.Collections.Immutable;

namespace ActorIommu.Checker;

/// <summary>What a judged history is worth.</summary>
public enum VerdictKind
{
    /// <summary>No oracle objects.</summary>
    Valid,

    /// <summary>No oracle objects, but operations said themselves that they could not keep a promise, so nobody may rely on it.</summary>
    Degraded,

    /// <summary>The history does not let the oracles say: it is cut, or something that they need was not recorded.</summary>
    Unknown,

    /// <summary>At least one oracle objects; its witness says why.</summary>
    Invalid,
}

/// <summary>The objection of one oracle.</summary>
/// <param name="Oracle">Its name.</param>
/// <param name="Sequence">The event at which it was seen; one more than the last where it was the end.</param>
/// <param name="Time">The step of that event.</param>
/// <param name="Witness">The explanation: Let, Then, But.</param>
public sealed record Violation(string Oracle, long Sequence, long Time, string Witness);

/// <summary>The judgement of a history. It is a function of the history and the options.</summary>
/// <param name="Kind">The worst of what was found.</param>
/// <param name="Violations">In the order of the history.</param>
/// <param name="Reasons">Why it is degraded or unknown.</param>
public sealed record Verdict(VerdictKind Kind, ImmutableArray<Violation> Violations, ImmutableArray<string> Reasons)
{
    /// <summary>Nothing to object to.</summary>
    public static Verdict Valid { get; } = new(VerdictKind.Valid, [], []);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("\n\n", [Kind.ToString(), .. Violations.Select(violation => $"{violation.Oracle}\n{violation.Witness}"), .. Reasons]);
}
