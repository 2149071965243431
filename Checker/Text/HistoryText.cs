using System.Globalization;
using System.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Text;

/// <summary>A history for people: history.txt, one line an event, columns that never move.</summary>
public static class HistoryText
{
    /// <summary>All of it.</summary>
    public static string Write(IEnumerable<StampedEvent> history)
    {
        var text = new StringBuilder();
        text.Append("# seq      step what\n");
        foreach (var stamped in history) text.Append(Line(stamped)).Append('\n');
        return text.ToString();
    }

    /// <summary>One event: its number, its step, what happened.</summary>
    public static string Line(in StampedEvent stamped) =>
        string.Create(CultureInfo.InvariantCulture, $"{stamped.Sequence,5} {stamped.Time,9} {What(stamped.Event)}");

    /// <summary>An operation by its name and arguments.</summary>
    public static string Named(OperationBegan began) => Prose.Named(began);

    /// <summary>A DMA by its name and arguments.</summary>
    public static string Named(DmaStarted started) => Prose.Named(started);

    private static string What(IHistoryEvent what) => what switch
    {
        OperationBegan began => $"{began.Operation,-8} begins {Prose.Named(began)}{(began.IsDeferred ? " lazily" : "")}",
        OperationEnded ended => $"{ended.Operation,-8} ends {ended.Status}{(ended.Code == 0 ? "" : $" {ended.Code}")}",
        DescriptorWritten written =>
            $"{written.Operation,-8} table  {written.Domain} level {written.Level} {written.Input} "
            + $"{written.Old.Raw:x} -> {written.New.Raw:x}",
        CommandWritten written => $"{written.Operation,-8} writes {written.Queue} slot {written.Slot} {written.Command}",
        ProducerPublished published => $"{"",-8} PROD   {published.Queue} = {published.Slot}",
        CommandConsumed consumed => $"{"",-8} CONS   {consumed.Queue} slot {consumed.Slot} {consumed.Command}"
            + (consumed.Entry is { } entry ? $", written as {entry}" : ""),
        SyncCompleted completed => $"{"",-8} SYNC   {completed.Queue} slot {completed.Slot} completed",
        SyncReleased released => $"{released.Operation,-8} wait   {released.Queue} slot {released.Slot} {released.Outcome}",
        DmaStarted dma =>
            $"{dma.Transaction,-8} starts {dma.Smmu} {dma.Stream} {(dma.Access.IsWrite ? "write" : "read")} {dma.Input}",
        DmaEnded dma => $"{dma.Transaction,-8} ends   {dma.Smmu} {dma.Stream} {dma.Outcome} {dma.Output} {dma.Path}",
        GuestEvent inside => $"{inside.Guest} {What(inside.Event)}",
        GuestLegSent leg => $"{"",-8} leg    {leg.Guest} {leg.Queue} slot {leg.Slot} to {leg.Viommu} {leg.Command}",
        GuestLegEnded leg => $"{"",-8} leg    {leg.Guest} {leg.Queue} slot {leg.Slot} at {leg.Viommu} {(leg.IsDone ? "done" : "not done")}",
        _ => $"{"",-8} {what}",
    };
}
