using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O4 of an attach: what failed has changed nothing, and what is done for one PASID does nothing to another.</summary>
internal sealed class AttachedIsConfigured() : Oracle(
    "O4",
    "While nobody attaches, replaces or detaches a device (or PASID) that has a domain, its DMAs are not refused for an entry or a context "
    + "descriptor that disables or lacks it.",
    "Linux iommu_attach_device_pasid(), iommu_group_replace_domain(): a failure leaves the old domain; arm_smmu_attach_dev_ste()",
    typeof(DmaEnded))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var ended = (DmaEnded)stamped.Event;
        if (ended.Fault is not (EventId.FStreamDisabled or EventId.CBadSte or EventId.CBadCd or EventId.CBadSubstreamid)) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        if (ghost.Attachments.Of(ended.Smmu, ended.Stream, dma.Started.Substream) is not { } list) return;
        if (AttachmentTable.OnlyOne(list, dma.StartedAt) is not { } only || !Promises(only, ghost)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.",
            $"its device was given {only.Domain} by {only.By}, before D started at step {dma.StartedTime}, "
                + "and nothing has begun to change that.",
            $"D was refused with {ended.Fault} at step {stamped.Time}."));
    }

    // A guest's context descriptors are its own business, and an attach that is degraded says so.
    private static bool Promises(in Attachment one, GhostState ghost) =>
        ghost.Domains.TryGetValue(one.Domain, out var domain)
        && domain.Created.Kind is DomainKind.StageOne or DomainKind.StageTwo or DomainKind.Identity
        && ghost.Operations.TryGetValue(one.By, out var by) && by.Status == OperationStatus.Success;
}
