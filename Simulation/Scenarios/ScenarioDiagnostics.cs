namespace ActorIommu.Simulation.Scenarios;

/// <summary>Collects what is wrong with one file, so that the author sees all of it at once.</summary>
internal sealed class ScenarioDiagnostics(string file)
{
    private readonly List<ScenarioDiagnostic> _found = [];

    public int Count => _found.Count;

    public void Add(ScenarioNode at, ScenarioError error, string message) => Add(at.Line, at.Column, error, message);

    public void Add(long line, long column, ScenarioError error, string message) =>
        _found.Add(new ScenarioDiagnostic(file, (int)line, (int)column, error, message));

    public ScenarioException ToException() => new([.. _found.OrderBy(one => one.Line).ThenBy(one => one.Column)]);
}
