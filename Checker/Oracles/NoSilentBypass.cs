using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
