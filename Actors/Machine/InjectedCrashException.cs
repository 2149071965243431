namespace ActorIommu.Actors.Machine;

/// <summary>A crash that an experiment asked for.</summary>
/// <param name="part">Name of the part that crashes.</param>
public sealed class InjectedCrashException(string part) : Exception($"{part} was made to crash.");
