using System.Collections.Immutable;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Exploration;

/// <summary>A schedule that failed.</summary>
/// <param name="Schedule">Its number.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Choices">How to get there again.</param>
public sealed record FailedSchedule(long Schedule, RunResult Result, ReadOnlyMemory<Choice> Choices);

/// <summary>Sums over the schedules so far.</summary>
/// <param name="Schedules">How many were run.</param>
/// <param name="Steps">All their steps.</param>
/// <param name="Failures">How many failed.</param>
/// <param name="Unknown">Of how many the judge could not tell.</param>
/// <param name="MostSteps">Of the longest.</param>
public readonly record struct ExplorationCounts(long Schedules, long Steps, long Failures, long Unknown, long MostSteps);

/// <summary>What came of an exploration; the same whatever the number of jobs, unless it was cancelled.</summary>
/// <param name="Counts">Sums.</param>
/// <param name="Failures">The failed schedules, in order.</param>
/// <param name="Unseed">Of all schedules.</param>
/// <param name="IsExhausted">True if the strategy had no more schedules.</param>
/// <param name="IsCancelled">True if it was ended from outside.</param>
public sealed record ExplorationResult(
    ExplorationCounts Counts, ImmutableArray<FailedSchedule> Failures, ulong Unseed, bool IsExhausted, bool IsCancelled);
