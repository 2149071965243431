namespace ActorIommu.Simulation.Scenarios;

/// <summary>A scenario that cannot be used, with everything that was found wrong.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Takes what was found wrong, at least one thing.</summary>
    public ScenarioException(IReadOnlyList<ScenarioDiagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>What was found wrong, in the order of the file.</summary>
    public IReadOnlyList<ScenarioDiagnostic> Diagnostics { get; }
}
