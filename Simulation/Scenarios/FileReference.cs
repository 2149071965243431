namespace ActorIommu.Simulation.Scenarios;

/// <summary>A file that a scenario names. The reader has seen that it exists.</summary>
/// <param name="Text">As written.</param>
/// <param name="FullPath">Resolved against the folder of the scenario.</param>
public sealed record FileReference(string Text, string FullPath);
