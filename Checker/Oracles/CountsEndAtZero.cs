using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
