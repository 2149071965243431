namespace ActorIommu.Messages.History;

// The run itself: objects, crashes, injected faults, the end.

/// <summary>A message, interrupt or callback reached an object of host software. From who handles it. Optional.</summary>
/// <param name="Object">Which.</param>
public sealed record ObjectUsed(ObjectId Object) : IHistoryEvent;

/// <summary>The object is freed: nothing may reach it from now on.</summary>
/// <param name="Object">Which.</param>
public sealed record ObjectFreed(ObjectId Object) : IHistoryEvent;

/// <summary>A part of the machine crashed while it handled a message. From its supervisor.</summary>
/// <param name="Part">Name of the part.</param>
public sealed record PartCrashed(string Part) : IHistoryEvent;

/// <summary>It runs again. From the part.</summary>
/// <param name="Part">Name of the part.</param>
public sealed record PartRestarted(string Part) : IHistoryEvent;

/// <summary>A fault was injected. From where <see cref="IFaults"/> was asked, before the fault has its effect.</summary>
/// <param name="Site">Where.</param>
/// <param name="Part">Name of the part.</param>
public sealed record FaultInjected(FaultSite Site, string Part) : IHistoryEvent;

/// <summary>
/// Time may pass although there is something to do, as on a slow machine: that a wait ran out says nothing of what others could do
/// meanwhile. From who runs it, before anything else.
/// </summary>
public sealed record TimersRace : IHistoryEvent;

/// <summary>The run is over; the last event. From who ran it.</summary>
/// <param name="IsQuiescent">
/// True if nothing was left to do, so what has not happened never will; false if the run was cut short.
/// </param>
public sealed record RunEnded(bool IsQuiescent) : IHistoryEvent;
