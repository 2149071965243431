using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I1: no domain but those that the device could meet.</summary>
internal sealed class OnlyItsDomains(OnlineJudge online, IntervalJudge intervals) : Oracle(
    "I1",
    "A DMA is translated by a domain that its device had at some time between its start and its end, or it is terminated.",
    "Linux iommu_group_replace_domain(): no third domain and no bypass in between",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        var white = online.Of(stamped, ghost).Kind;
        var black = intervals.Of(stamped, ghost).Kind;
        if (white != DmaUseKind.Foreign && black != DmaUseKind.Foreign) return;
        // What a map that failed or a store without an operation left behind is known to one of the two only.
        if (white is DmaUseKind.Allowed or DmaUseKind.Stale || black is DmaUseKind.Allowed or DmaUseKind.Stale) return;
        var dma = ghost.Dmas[(ended.Smmu, ended.Stream, ended.Transaction)];
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.",
            $"from its start at step {dma.StartedTime} to its end its device had {Had(ended, dma, ghost)}.",
            $"D reached {ended.Output} at step {stamped.Time} ({ended.Path}), where none of them leads."));
    }

    private static string Had(DmaEnded ended, in DmaState dma, GhostState ghost)
    {
        List<string> had = [];
        foreach (var one in ghost.Attachments.Of(ended.Smmu, ended.Stream, dma.Started.Substream) ?? [])
        {
            if (AttachmentTable.MayMeet(one, dma.StartedAt)) had.Add($"{one.Domain}");
        }

        return had.Count == 0 ? "no domain" : string.Join(" and ", had);
    }
}

/// <summary>I3: first the contents, then the pointer.</summary>
internal sealed class ContentsBeforePointer() : Oracle(
    "I3",
    "A pointer to a table can be seen only after the table's first contents can.",
    "IHI 0070 3.21.3; Linux 84366fb547ed",
    typeof(TableAllocated), typeof(TableInitialized), typeof(TableFreed), typeof(DescriptorWritten), typeof(ConfigurationWritten))
{
    private readonly HashSet<ulong> _raw = [];

    /// <inheritdoc/>
    public override void Reset() => _raw.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case TableAllocated allocated: _raw.Add(allocated.Address.Value); break;
            case TableInitialized initialized: _raw.Remove(initialized.Address.Value); break;
            case TableFreed freed: _raw.Remove(freed.Address.Value); break;
            case DescriptorWritten written when _raw.Count > 0 && DescriptorReading.IsTable(written.New, written.Level):
                Check(written.New.OutputAddress(12, DescriptorFormat.Bits48), $"{written.Operation}", stamped, findings);
                break;
            case ConfigurationWritten written when _raw.Count > 0:
                Check(Target(written), $"{written.Operation}", stamped, findings);
                break;
        }
    }

    private static ulong Target(ConfigurationWritten written) => (written.Kind, written.Dword) switch
    {
        (ConfigurationKind.StreamTableDescriptor, _) when new L1StreamTableDescriptor(written.New) is { Span: > 0 } valid => valid.L2Ptr,
        (ConfigurationKind.ContextTableDescriptor, _) when new L1ContextDescriptor(written.New) is { V: true } valid => valid.L2Ptr,
        (ConfigurationKind.StreamTableEntry, 0) when new StreamTableEntry(written.New, 0, 0, 0, 0, 0, 0, 0) is { V: true } entry
            && entry.Config is SteConfig.S1Translate or SteConfig.Nested => entry.S1ContextPtr,
        _ => 0,
    };

    private void Check(ulong target, string who, in StampedEvent stamped, Findings findings)
    {
        if (target == 0 || !_raw.Contains(target)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"t = the table at 0x{target:x}.", "t was allocated, and its first contents cannot be seen yet.",
            $"{who} made a pointer to t visible at step {stamped.Time}: hardware may read what stood there before."));
    }
}

/// <summary>I7: nothing passes an SMMU that is not enabled, unless that is the policy.</summary>
internal sealed class NoSilentBypass(Func<JudgeOptions> options) : Oracle(
    "I7",
    "While an SMMU is not enabled no DMA reaches memory untranslated, unless bypass is the declared policy.",
    "IHI 0070 3.11, 6.3.14 (GBPA); Linux arm-smmu-v3.c: disable_bypass",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override bool NeedsOnlyIntervals => true;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is not DmaEnded { Path: TranslationPath.GlobalBypass } ended || options().GlobalBypassIsPolicy) return;
        if (!ended.ReachedMemory) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {ended.Transaction} of stream {ended.Stream}.", $"{ended.Smmu} was not enabled, and the policy is to abort.",
            $"D reached {ended.Output} at step {stamped.Time}: the device's address was used as a physical one."));
    }
}

/// <summary>O2: what is free is not used.</summary>
internal sealed class NoUseAfterFree(OnlineJudge online) : Oracle(
    "O2",
    "No message reaches an object, and no DMA that starts later reaches a page, after it was freed.",
    "Linux iommufd: pages are unpinned after the unmap; refcounts of objects",
    typeof(ObjectFreed), typeof(ObjectUsed), typeof(PagesFreed), typeof(PagesAllocated), typeof(DmaEnded))
{
    private readonly Dictionary<ObjectId, long> _objects = [];
    private readonly List<(ulong First, ulong Last, long At, long Time)> _pages = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        _objects.Clear();
        _pages.Clear();
    }

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ObjectFreed freed: _objects[freed.Object] = stamped.Time; break;
            case ObjectUsed used when _objects.TryGetValue(used.Object, out var time):
                findings.Add(this, stamped, Prose.Plain(
                    $"o = {used.Object}.", $"o was freed at step {time}.", $"a message reached o at step {stamped.Time}."));
                break;
            case PagesFreed freed:
                _pages.Add((freed.Address.Value, freed.Address.Value + (freed.SizeBytes - 1), stamped.Sequence, stamped.Time));
                break;
            case PagesAllocated { Address.Value: var first, SizeBytes: var bytes }:
                _pages.RemoveAll(page => page.First <= first + (bytes - 1) && first <= page.Last);
                break;
            case DmaEnded ended when _pages.Count > 0: See(ended, stamped, ghost, findings); break;
        }
    }

    private void See(DmaEnded ended, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        // What passes untranslated reaches every page, whoever has it; whether it may pass is I1's and I7's business.
        if (!ended.ReachedMemory || ended.Path is TranslationPath.StreamBypass or TranslationPath.GlobalBypass) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        foreach (var (first, last, at, time) in _pages)
        {
            if (ended.Output.Value < first || ended.Output.Value > last || dma.StartedAt < at) continue;
            // Lazy mode gives pages back before the flush; what is read then is weakly defined, and known to be.
            if (online.Of(stamped, ghost) is { Kind: DmaUseKind.Allowed, By.Began.IsDeferred: true }) return;
            findings.Add(this, stamped, Prose.Plain(
                $"D = {Prose.Named(dma)}.",
                    $"the page of {ended.Output} was freed at step {time}, before D started at step {dma.StartedTime}.",
                $"D reached it at step {stamped.Time}."));
            return;
        }
    }
}

/// <summary>The two judges of stale translations must agree: if not, one of them or the history is wrong.</summary>
internal sealed class JudgePair(OnlineJudge online, IntervalJudge intervals) : Oracle(
    "PAIR",
    "The white box judge and the black box judge have the same opinion on every DMA.",
    "this checker",
    typeof(DmaEnded))
{
    /// <summary>How many DMAs both had an opinion on.</summary>
    public long Compared { get; private set; }

    /// <inheritdoc/>
    public override void Reset() => Compared = 0;

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var white = online.Of(stamped, ghost);
        var black = intervals.Of(stamped, ghost);
        if (white.Kind == DmaUseKind.Unjudged || black.Kind == DmaUseKind.Unjudged) return;
        Compared++;
        // Old and new mapping can lead to the same page: while the new one is being made, only the stores tell which it was.
        if (white.Kind == black.Kind || (black.IsUncertain && white.Kind == DmaUseKind.Stale)) return;
        var ended = (DmaEnded)stamped.Event;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {ended.Transaction} of stream {ended.Stream} of {ended.Smmu}, which reached {ended.Output} at step {stamped.Time}.",
            $"stores, commands and CMD_SYNCs say: {white.Kind}{(white.Version is { } version ? $", {Prose.Described(version)}" : "")}.",
            $"operations and DMAs alone say: {black.Kind}."));
    }
}
