using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

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
