using ActorIommu.Messages.History;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>A run that was judged, for those who write it down.</summary>
/// <param name="History">What happened.</param>
/// <param name="Judgement">What the judge said of it.</param>
/// <param name="Operations">Requests of the workloads: DMAs, maps, attaches ...</param>
/// <param name="Reached">DMAs of the workloads that reached memory.</param>
/// <param name="Refused">DMAs of the workloads that were terminated.</param>
/// <param name="NotOk">Other requests that ended otherwise than Ok.</param>
/// <param name="SetUpEvents">How many events of the history are of setting the machine up.</param>
/// <param name="ProbeEvents">How many were there when the devices of a guest began to read everything, if they did.</param>
public sealed record MachineRunReport(
    IReadOnlyList<StampedEvent> History, HistoryJudgement Judgement, int Operations, long Reached, long Refused, long NotOk,
    int SetUpEvents, int ProbeEvents);
