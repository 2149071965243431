using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>D3: the count that a viommu answers.</summary>
internal sealed class HandledMeansDone() : Oracle(
    "D3",
    "The commands that a viommu counts as handled have been issued and a CMD_SYNC behind them has completed.",
    "Linux uapi/linux/iommufd.h: iommu_hwpt_invalidate.entry_num",
    typeof(OperationBegan), typeof(CommandWritten), typeof(SyncReleased), typeof(GuestCommandsAnswered))
{
    private readonly Dictionary<OperationId, (int Written, int Done)> _counts = [];

    /// <inheritdoc/>
    public override void Reset() => _counts.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case OperationBegan { Viommu: not null } began:
                _counts[began.Operation] = default;
                break;
            case CommandWritten written when _counts.TryGetValue(written.Operation, out var of):
                if (written.Command.Opcode != CommandOpcode.Sync) _counts[written.Operation] = of with { Written = of.Written + 1 };
                break;
            case SyncReleased { Outcome: SyncOutcome.Completed } released when _counts.TryGetValue(released.Operation, out var of):
                _counts[released.Operation] = of with { Done = of.Written };
                break;
            case GuestCommandsAnswered answered when _counts.TryGetValue(answered.Operation, out var of) && answered.Handled > of.Done:
                findings.Add(this, stamped, Prose.Plain(
                    $"I = the invalidation {answered.Operation} of {answered.Viommu}.",
                    $"{of.Written} commands of I were issued, and {of.Done} of them are behind a CMD_SYNC that completed.",
                    $"I answered at step {stamped.Time} that {answered.Handled} were handled."));
                break;
        }
    }
}
