using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Traces;

/// <summary>All that is needed to do a run again.</summary>
/// <param name="Header">Where it comes from.</param>
/// <param name="Choices">Every choice, in order.</param>
public sealed record ChoiceTrace(TraceHeader Header, ReadOnlyMemory<Choice> Choices);
