using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>How many answers a set of divergences explains.</summary>
/// <param name="Rules">One, or several that explain it only together.</param>
/// <param name="Answers">Answers.</param>
public sealed record ExplainedCount(IReadOnlyList<Divergence> Rules, long Answers);

/// <summary>What came of a file of programs.</summary>
public sealed record ProgramReport
{
    /// <summary>Programs run.</summary>
    public required int Programs { get; init; }

    /// <summary>Answers that are the same.</summary>
    public required long Equal { get; init; }

    /// <summary>Answers that differ and are both permitted.</summary>
    public required long LegalAlternatives { get; init; }

    /// <summary>QEMU's answers that known divergences explain, by number.</summary>
    public required IReadOnlyList<ExplainedCount> Explained { get; init; }

    /// <summary>Answers that nothing explains.</summary>
    public required long Unexplained { get; init; }

    /// <summary>The first of them.</summary>
    public UnexplainedAnswer? FirstUnexplained { get; init; }

    /// <summary>All answers.</summary>
    public long Total => Equal + LegalAlternatives + Unexplained + Explained.Sum(one => one.Answers);
}
