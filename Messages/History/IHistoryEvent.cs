namespace ActorIommu.Messages.History;

/// <summary>
/// Something that happened in a run, as the checker wants to know it. Immutable ids and values, like a message, but nobody answers.
/// </summary>
public interface IHistoryEvent;

/// <summary>An event with the stamp of the sink.</summary>
/// <param name="Sequence">Its place in the history, from 1, without gaps.</param>
/// <param name="Time">Virtual time, in ticks of the scheduler; the explanation calls it the step.</param>
/// <param name="Event">What happened.</param>
public readonly record struct StampedEvent(long Sequence, long Time, IHistoryEvent Event);
