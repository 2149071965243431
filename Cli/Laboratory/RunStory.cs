using System.Globalization;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>A run as its clients saw it: each operation and each DMA in a line, with the steps at which it began and ended.</summary>
internal static class RunStory
{
    /// <summary>What happened after the machine was set up, in the order in which it began.</summary>
    public static IEnumerable<string> Of(MachineRunReport report)
    {
        var ends = EndsOf(report);
        var legs = new Dictionary<(GuestId, QueueId, uint), List<ViommuId>>();
        for (var index = 0; index < report.History.Count; index++)
        {
            var (what, step) = (report.History[index].Event, report.History[index].Time);
            if (what is GuestLegSent leg)
            {
                var key = (leg.Guest, leg.Queue, leg.Slot);
                if (!legs.TryGetValue(key, out var sent)) legs.Add(key, sent = []);
                sent.Add(leg.Viommu);
            }

            if (index >= report.SetUpEvents && LineOf(what, step, ends, legs) is { } line) yield return line;
            if (what is GuestEvent { Event: CommandConsumed consumed } from) legs.Remove((from.Guest, consumed.Queue, consumed.Slot));
        }

        foreach (var line in LedgerOf(report)) yield return line;
    }

    private static string? LineOf(
        IHistoryEvent what, long step, Dictionary<object, (long Step, string How)> ends,
        Dictionary<(GuestId, QueueId, uint), List<ViommuId>> legs)
    {
        switch (what)
        {
            case OperationBegan { Viommu: null } operation:
                return Line(step, HistoryText.Named(operation), operation.Operation, ends);
            case DmaStarted dma:
                return Line(step, HistoryText.Named(dma), (dma.Smmu, dma.Stream, dma.Transaction), ends);
            case GuestEvent { Event: OperationBegan operation } of:
                return Line(step, $"{of.Guest} {HistoryText.Named(operation)}", (of.Guest, operation.Operation), ends);
            case GuestEvent { Event: CommandConsumed consumed } of when DispatchLedger.IsDispatched(consumed.Command.Opcode):
                var where = legs.TryGetValue((of.Guest, consumed.Queue, consumed.Slot), out var sent) ? string.Join(", ", sent) : "nobody";
                return $"  {step,-14} {of.Guest} {consumed.Command} went to {where}";
            case GuestEvent { Event: CommandErrored errored } of:
                return $"  {step,-14} {of.Guest} {errored.Queue} stopped at slot {errored.Slot}";
            default:
                return null;
        }
    }

    private static string Line(long began, string what, object key, Dictionary<object, (long Step, string How)> ends)
    {
        var (steps, how) = ends.TryGetValue(key, out var end)
            ? (string.Create(CultureInfo.InvariantCulture, $"{began}..{end.Step}"), end.How)
            : (string.Create(CultureInfo.InvariantCulture, $"{began}.."), "did not end");
        return $"  {steps,-14} {what}: {how}";
    }

    private static Dictionary<object, (long Step, string How)> EndsOf(MachineRunReport report)
    {
        var ends = new Dictionary<object, (long Step, string How)>();
        foreach (var stamped in report.History)
        {
            if (stamped.Event is OperationEnded operation) ends[operation.Operation] = (stamped.Time, HowEnded(operation));
            if (stamped.Event is DmaEnded dma) ends[(dma.Smmu, dma.Stream, dma.Transaction)] = (stamped.Time, HowEnded(dma));
            if (stamped.Event is GuestEvent { Event: OperationEnded inside } of)
                ends[(of.Guest, inside.Operation)] = (stamped.Time, HowEnded(inside));
        }

        return ends;
    }

    private static IEnumerable<string> LedgerOf(MachineRunReport report)
    {
        var ledger = DispatchLedger.Of(report.History, report.SetUpEvents);
        if (ledger.Rows.IsEmpty) yield break;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"guest commands: {ledger.Commands}, steps until done: {ledger.Steps} in all, {ledger.MostSteps} at most");
        foreach (var row in ledger.Rows)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {row.Smmu}  sent {row.Sent}  needed {row.Needed}");
    }

    private static string HowEnded(OperationEnded ended) => ended.Status switch
    {
        OperationStatus.Success => "done",
        OperationStatus.Degraded => "done, but an invalidation failed",
        _ => string.Create(CultureInfo.InvariantCulture, $"failed, error {ended.Code}"),
    };

    private static string HowEnded(DmaEnded ended) => ended.Outcome == DmaOutcome.Completed
        ? $"reached {ended.Output}{(ended.Path == TranslationPath.Translated ? "" : $" by {ended.Path}")}"
        : $"{ended.Outcome}{(ended.Fault == default ? "" : $", {Enum.GetName(ended.Fault)}")}";
}
