namespace ActorIommu.Simulation.Scenarios;

/// <summary>
/// What can be wrong with a scenario. The numbers are stable, because scripts and searches rely on them (docs/SCENARIOS.md lists them).
/// </summary>
public enum ScenarioError
{
    /// <summary>The file is missing, unreadable or too large.</summary>
    UnreadableFile = 100,

    /// <summary>Not YAML.</summary>
    Syntax = 101,

    /// <summary>A key that the schema does not have.</summary>
    UnknownKey = 102,

    /// <summary>A key that is there twice.</summary>
    DuplicateKey = 103,

    /// <summary>A value that the key cannot take.</summary>
    BadValue = 104,

    /// <summary>A required key is not there.</summary>
    MissingKey = 105,

    /// <summary>A list where a mapping is needed, and the like.</summary>
    WrongNode = 106,

    /// <summary>YAML that scenarios do without: anchors, aliases, tags, several documents, deep nesting.</summary>
    UnsupportedYaml = 107,

    /// <summary>A file that the scenario names does not exist.</summary>
    MissingReference = 108,

    /// <summary>A capability file that offers what the model does not have.</summary>
    NotModelled = 109,
}

/// <summary>One thing that is wrong with a scenario, and where.</summary>
/// <param name="File">The scenario as it was named.</param>
/// <param name="Line">From 1; 0 when it is about the file.</param>
/// <param name="Column">From 1; 0 when it is about the file.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="Message">What is wrong, in words.</param>
public sealed record ScenarioDiagnostic(string File, int Line, int Column, ScenarioError Error, string Message)
{
    /// <summary>AIO and four digits.</summary>
    public string Code => $"AIO{(int)Error:0000}";

    /// <summary>The form that editors and CI services turn into a link.</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: error {Code}: {Message}" : $"{File}({Line},{Column}): error {Code}: {Message}";
}
