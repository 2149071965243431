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
        var ends = new Dictionary<object, (long Step, string How)>();
        foreach (var stamped in report.History)
        {
            if (stamped.Event is OperationEnded operation) ends[operation.Operation] = (stamped.Time, HowEnded(operation));
            if (stamped.Event is DmaEnded dma) ends[(dma.Smmu, dma.Stream, dma.Transaction)] = (stamped.Time, HowEnded(dma));
        }

        foreach (var stamped in report.History.Skip(report.SetUpEvents))
        {
            if (stamped.Event is OperationBegan operation) yield return Line(stamped.Time, HistoryText.Named(operation), operation.Operation);
            if (stamped.Event is DmaStarted dma)
                yield return Line(stamped.Time, HistoryText.Named(dma), (dma.Smmu, dma.Stream, dma.Transaction));
        }

        string Line(long began, string what, object key)
        {
            var (steps, how) = ends.TryGetValue(key, out var end)
                ? (string.Create(CultureInfo.InvariantCulture, $"{began}..{end.Step}"), end.How)
                : (string.Create(CultureInfo.InvariantCulture, $"{began}.."), "did not end");
            return $"  {steps,-14} {what}: {how}";
        }
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
