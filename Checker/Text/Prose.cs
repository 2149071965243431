using System.Globalization;
using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Text;

/// <summary>Witnesses in words. Only made when something was found, so nothing here is fast.</summary>
internal static class Prose
{
    /// <summary>An operation by its name and arguments: unmap(domain1, 0x4000..0x4fff).</summary>
    public static string Named(OperationBegan began)
    {
        var what = began.Kind.ToString().ToLowerInvariant();
        var range = began.SizeBytes == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $", 0x{began.Iova.Value:x}..0x{began.Iova.Value + (began.SizeBytes - 1):x}");
        var device = began.Device is { } who ? $", {who}{(began.Substream is { } ssid ? $" pasid {ssid}" : "")}" : "";
        return $"{what}({began.Domain}{device}{range}) by {began.Operation}";
    }

    /// <summary>A DMA by its name and arguments.</summary>
    public static string Named(in DmaState dma) => Named(dma.Started);

    /// <summary>A DMA by its name and arguments.</summary>
    public static string Named(DmaStarted started) =>
        $"{started.Transaction} {(started.Access.IsWrite ? "writes" : "reads")} {started.Input} as stream {started.Stream} of "
        + $"{started.Smmu}{(started.Substream is { } ssid ? $" pasid {ssid}" : "")}";

    /// <summary>Why a DMA may not use what an operation took away: the worked example of docs/CHECKER.md.</summary>
    public static string Stale(in DmaUse use, in DmaState dma, DmaEnded ended, in StampedEvent at, GhostState ghost)
    {
        var by = use.By!;
        var promise = by.Began.IsDeferred ? "the flush that completes U" : "U";
        return $"Let  U = {Named(by.Began)}, begun at step {by.BeganTime}.\n"
            + $"Let  D = {Named(dma)}.\n"
            + $"Then {promise} returned at step {by.PromisedTime}, before D started at step {dma.StartedTime}.\n"
            + $"But  D reached {ended.Output} at step {at.Time} {Through(ended)}: {Why(use, ended.Smmu, ghost)}";
    }

    /// <summary>Why hardware may not use what an invalidation removed.</summary>
    public static string Gone(in DmaUse use, in DmaState dma, DmaEnded ended, in StampedEvent at, bool isDrain)
    {
        var version = use.Version!;
        var when = isDrain
            ? $"Then D started before that (event {dma.StartedAt}), so the CMD_SYNC had to wait for it.\n"
            : $"Then D started after that, at event {dma.StartedAt}.\n";
        return $"Let  v = {Described(version)}, overwritten at event {version.RevokedAt}{By(use.By)}.\n"
            + $"Let  D = {Named(dma)}.\n"
            + $"Then a CMD_SYNC behind commands that cover v completed on {ended.Smmu} at event {use.GoneAt}.\n" + when
            + $"But  D ended at step {at.Time} at {ended.Output} {Through(ended)}, which is v.";
    }

    /// <summary>A version of a descriptor.</summary>
    public static string Described(VersionState version) =>
        $"the level {version.Level} {(version.IsTable ? "table" : "leaf")} descriptor of {version.Domain.Created.Domain} for "
        + $"0x{version.First:x}..0x{version.Last:x} to 0x{version.Output:x} (written at event {version.WrittenAt})";

    /// <summary>Events that contradict each other, without more.</summary>
    public static string Plain(string let, string then, string but) => $"Let  {let}\nThen {then}\nBut  {but}";

    /// <summary>What the commands of an operation did for a version at an SMMU: nothing, not enough, or not completed.</summary>
    public static string Why(VersionState version, OperationState by, SmmuId smmu, GhostState ghost)
    {
        var tag = version.Domain.TagAt(smmu);
        string? near = null;
        foreach (var queue in ghost.Queues.Values)
        {
            if (queue.Id.Smmu != smmu) continue;
            for (var slot = Math.Max(0, queue.Written - (1L << queue.Log2)); slot < queue.Written; slot++)
            {
                var command = queue.At(slot);
                if (command.Slot != slot || command.Operation != by || !CommandCoverage.IsTlbi(command.Command.Opcode)) continue;
                if (tag is not null && CommandCoverage.Covers(command.Command, version.CachedAs(tag)))
                    return $"{smmu} has {Shown(queue, command)}, but {Fate(queue, command)}.";
                near = Shown(queue, command);
            }
        }

        var has = near is null ? "no TLBI of that operation at all" : $"no TLBI of that operation that covers it; the nearest is {near}";
        return $"{smmu} was never told: its command queue has {has}.";
    }

    private static string Why(in DmaUse use, SmmuId smmu, GhostState ghost)
    {
        if (use.Version is not { } version || use.By is not { } by) return "no other mapping leads there.";
        if (version.RevokedAt == 0) return $"{Described(version)} was never overwritten.";
        if (use.GoneAt != 0) return $"{smmu} had completed the invalidation (event {use.GoneAt}) and used it all the same.";
        return Why(version, by, smmu, ghost);
    }

    private static string Fate(QueueModel queue, in CommandSlot command) =>
        command.IsLost ? "it was refused"
        : command.PublishedAt == 0 ? "it was never published"
        : queue.Synced > command.Slot ? "it was published before the descriptor was overwritten, or a device did not answer"
        : "no CMD_SYNC behind it completed";

    private static string Shown(QueueModel queue, in CommandSlot command)
    {
        var what = command.Command;
        var (first, last) = CommandCoverage.HasAddress(what.Opcode) ? CommandCoverage.RangeOf(what) : (0, ulong.MaxValue);
        return $"{what.Opcode} asid {what.ASID} vmid {what.VMID} 0x{first:x}..0x{last:x}{(what.Leaf ? " leaf" : "")} "
            + $"in slot {queue.Shown(command.Slot)} of {queue.Id}";
    }

    private static string Through(DmaEnded ended) => ended.Path == TranslationPath.Atc ? "through its ATC" : "through the old mapping";

    private static string By(OperationState? by) => by is null ? "" : $" by {by.Began.Operation}";
}
