namespace ActorIommu.Simulation.Scenarios;

/// <summary>A piece of a scenario file with its place. Smaller than YAML on purpose: no anchors, no tags.</summary>
internal abstract record ScenarioNode(int Line, int Column)
{
    public sealed record Scalar(string Text, bool IsPlain, int Line, int Column) : ScenarioNode(Line, Column);

    public sealed record Sequence(IReadOnlyList<ScenarioNode> Items, int Line, int Column) : ScenarioNode(Line, Column);

    public sealed record Mapping(IReadOnlyList<KeyValuePair<Scalar, ScenarioNode>> Entries, int Line, int Column)
        : ScenarioNode(Line, Column);

    public string Noun => this switch
    {
        Scalar => "a single value",
        Sequence => "a list",
        _ => "a mapping",
    };
}
