using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>O8: pins are given back.</summary>
internal sealed class PinsAreBalanced() : Oracle(
    "O8",
    "A page is unpinned only while it is pinned, and when the last context is closed none is.",
    "Linux iommufd/pages.c; the first hidden assertion of its selftests",
    typeof(PagePinned), typeof(PageUnpinned), typeof(ContextClosed))
{
    private readonly SortedDictionary<Pa, int> _pins = [];

    /// <inheritdoc/>
    public override void Reset() => _pins.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case PagePinned pinned:
                _pins[pinned.Page] = _pins.GetValueOrDefault(pinned.Page) + 1;
                break;
            case PageUnpinned { Page: var page } when !_pins.ContainsKey(page):
                findings.Add(this, stamped, Prose.Plain(
                    $"p = {page}.", "p was not pinned.", $"p was unpinned at step {stamped.Time}."));
                break;
            case PageUnpinned { Page: var page }:
                if (--_pins[page] == 0) _pins.Remove(page);
                break;
            case ContextClosed { Others: 0 } when _pins.Count != 0:
                findings.Add(this, stamped, Prose.Plain(
                    $"p = {_pins.Keys.First()}.", $"the last context was closed at step {stamped.Time}.",
                    $"p and {_pins.Count - 1} other pages were still pinned."));
                break;
        }
    }
}

/// <summary>E2: one answer for each group of page faults.</summary>
internal sealed class FaultsAreAnsweredOnce() : Oracle(
    "E2",
    "Each group of page faults is answered exactly once, unless the run was cut short.",
    "Linux iommufd/eventq.c; IHI 0070 3.12.2",
    typeof(PageFaultsAsked), typeof(PageFaultsAnswered))
{
    private readonly SortedDictionary<(int Device, ushort Group), long> _open = [];

    /// <inheritdoc/>
    public override void Reset() => _open.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is PageFaultsAsked asked) _open[(asked.Device.Value, asked.Group)] = stamped.Time;
        else if (stamped.Event is PageFaultsAnswered answered && !_open.Remove((answered.Device.Value, answered.Group)))
        {
            findings.Add(this, stamped, Prose.Plain(
                $"g = group {answered.Group} of {answered.Device}.", "g was answered already, or nobody had asked.",
                $"g was answered at step {stamped.Time}."));
        }
    }

    /// <inheritdoc/>
    public override void Finish(in StampedEvent last, bool isQuiescent, GhostState ghost, Findings findings)
    {
        foreach (var (group, time) in isQuiescent ? _open : [])
        {
            findings.Add(this, last, Prose.Plain(
                $"g = group {group.Group} of {new DeviceId(group.Device)}.", $"the device asked at step {time}.", "g was never answered."));
        }
    }
}

/// <summary>E5: faults are answered before what they go with is gone.</summary>
internal sealed class FaultsEndWithTheirAttachment() : Oracle(
    "E5",
    "When a detach, a replace or an unbind has been answered, so have the page faults that went with what was attached before.",
    "Linux iommufd/device.c, iommufd_auto_response_faults()",
    typeof(PageFaultsAsked), typeof(PageFaultsAnswered), typeof(AttachmentEnded), typeof(DeviceReleased))
{
    private readonly Dictionary<(DeviceId Device, ushort Group), (SubstreamId Attached, long Time)> _open = [];

    /// <inheritdoc/>
    public override void Reset() => _open.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case PageFaultsAsked asked: _open[(asked.Device, asked.Group)] = (asked.Attached, stamped.Time); break;
            case PageFaultsAnswered answered: _open.Remove((answered.Device, answered.Group)); break;
            case AttachmentEnded ended: See(stamped, findings, ended.Device, ended.Pasid); break;
            case DeviceReleased released: See(stamped, findings, released.Device, null); break;
        }
    }

    private void See(in StampedEvent stamped, Findings findings, DeviceId device, SubstreamId? pasid)
    {
        foreach (var ((whose, group), (attached, time)) in _open)
        {
            if (whose != device || (pasid is { } only && only != attached)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"g = group {group} of {device}.", $"what g goes with was gone at step {stamped.Time}.",
                $"g, asked for at step {time}, was not answered."));
            return;
        }
    }
}

/// <summary>O1: a device that is let go of has no users left.</summary>
internal sealed class CountsEndAtZero() : Oracle(
    "O1",
    "When a device is let go of, no attachment counts on its page faults any more.",
    "Linux arm_smmu_disable_iopf(); 236dd58fabd2 for VT-d",
    typeof(PageFaultUsersChanged), typeof(DeviceReleased))
{
    private readonly Dictionary<DeviceId, (int Users, long Time)> _users = [];

    /// <inheritdoc/>
    public override void Reset() => _users.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is PageFaultUsersChanged changed) _users[changed.Device] = (changed.Users, stamped.Time);
        else if (stamped.Event is DeviceReleased released && _users.Remove(released.Device, out var last) && last.Users != 0)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"d = {released.Device}.", $"d was let go of at step {stamped.Time}: nothing is attached to it.",
                $"{last.Users} users counted on its page faults since step {last.Time}, so they stay enabled for whoever has d next."));
        }
    }
}

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
