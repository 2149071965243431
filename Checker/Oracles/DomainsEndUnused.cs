using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O1 of domains: who uses one is counted.</summary>
internal sealed class DomainsEndUnused() : Oracle(
    "O1",
    "A domain does not end while a device or a domain above it is attached, and is not kept when nothing is and no operation of it runs.",
    "Linux iommufd/main.c: iommufd_object_remove(): EBUSY if and only if somebody uses it",
    typeof(DomainDestroyAnswered))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var answered = (DomainDestroyAnswered)stamped.Event;
        var (user, isSettled) = UserOf(answered.Domain, ghost);
        var isBusy = user is not null || ghost.Operations.Values.Any(one => one.EndedAt == 0 && one.Began.Domain == answered.Domain);
        if (answered.IsDone ? !isSettled : isBusy) return;
        findings.Add(this, stamped, Prose.Plain(
            $"d = {answered.Domain}.",
            answered.IsDone ? $"{user} is attached to d." : "nothing is attached to d, and no operation of d runs.",
            $"d {(answered.IsDone ? "ended" : "was said to be in use")} at step {stamped.Time}."));
    }

    // Who may use it; true if that is sure.
    private static (DeviceId? Device, bool IsSettled) UserOf(DomainId domain, GhostState ghost)
    {
        DeviceId? user = null;
        foreach (var list in ghost.Attachments.All)
        {
            foreach (var one in list)
            {
                if (one.Until != 0 || (one.Domain != domain && ghost.TablesOf(one.Domain) != domain)) continue;
                user = one.Device;
                if (one is { Since: > 0, LeavingFrom: 0 }) return (user, true);
            }
        }

        return (user, false);
    }
}
