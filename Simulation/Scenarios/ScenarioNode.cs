namespace ActorIommu.Simulation.Scenarios;

/// <summary>A piece of a scenario file with its place. Smaller than YAML on purpose: no anchors, no tags.</summary>
internal abstract record ScenarioNode(int Line, int Column)
{
    public sealed record Scalar(string Text, bool IsPlain, int Line, int Column) : ScenarioNode(Line, Column);

    public sealed record Sequence(IReadOnlyList<ScenarioNode> Items, int Line, int Column) : ScenarioNode(Line, Column);

    public sealed record Mapping(IReadOnlyList<KeyValuePair<Scalar, ScenarioNode>> Entries, int Line, int Column)
        : ScenarioNode(Line, Column);

    /// <summary>The node at a path of keys and places in lists; as far as there is one.</summary>
    public ScenarioNode At(params ReadOnlySpan<object> path)
    {
        if (path.IsEmpty) return this;
        var next = (this, path[0]) switch
        {
            (Mapping mapping, string key) => mapping.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value,
            (Sequence list, int index) => list.Items[index],
            _ => null,
        };
        return next?.At(path[1..]) ?? this;
    }

    public string Noun => this switch
    {
        Scalar => "a single value",
        Sequence => "a list",
        _ => "a mapping",
    };
}
