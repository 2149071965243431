using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Judges;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>
/// T9: ATS of a device, the entry that permits it, and what its ATC may hold, in the order of Linux. On: entry, its CMD_CFGI, CMD_ATC_INV
/// of everything, device. Off: device, entry, its CMD_CFGI, CMD_ATC_INV of everything.
/// </summary>
internal sealed class AtsFollowsItsEntry() : Oracle(
    "T9",
    "ATS of a device is on only while its entry permits it, and is turned on with an empty ATC; who changes the configuration of a device "
    + "that has or had ATS empties the ATC behind it before he returns; and nothing is translated by a device whose ATS is off.",
    "Linux arm-smmu-v3.c: arm_smmu_attach_prepare, arm_smmu_attach_commit; IHI 0070 3.9.1, PCIe 10.5.1.3",
    typeof(AtsChanged), typeof(ConfigurationWritten), typeof(SyncCompleted), typeof(AtcFilled), typeof(DmaEnded), typeof(OperationEnded))
{
    private readonly Dictionary<(SmmuId Smmu, StreamId Stream), Function> _functions = [];

    // What is known of one stream. On: since when its ATS is on, Off: since when it is off; 0 while nobody has said so.
    private sealed class Function
    {
        public readonly List<Structure> Structures = [];
        public ulong? Dword0;
        public ulong? Dword1;
        public long On;
        public long Off;
        public long OffTime;
        public long OffIsSettled;

        public bool IsKnown => Dword0 is not null && Dword1 is not null;

        public bool IsValid => Dword0!.Value.Bit(0);

        public bool IsPermitted => new StreamTableEntry(Dword0!.Value, Dword1!.Value, 0, 0, 0, 0, 0, 0) is
        {
            V: true, Config: not (SteConfig.Abort or SteConfig.Bypass), EATS: SteEats.Full or SteEats.SplitStage
        };
    }

    // An entry or context descriptor since its last store: when caches of the SMMU lost what was before, and then the ATC.
    private sealed record Structure(ConfigurationKind Kind, SubstreamId Substream)
    {
        public OperationId By;
        public long StoredAt;
        public long SyncedAt;
        public long EmptiedAt;
    }

    /// <inheritdoc/>
    public override void Reset() => _functions.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case ConfigurationWritten written: See(written, stamped, findings); break;
            case SyncCompleted completed when _functions.Count > 0: See(completed, stamped.Sequence, ghost); break;
            case AtsChanged changed: See(changed, stamped, findings); break;
            case AtcFilled filled when _functions.TryGetValue((filled.Smmu, filled.Stream), out var function) && IsOff(function):
                findings.Add(this, stamped, Prose.Plain(
                    Named(filled.Smmu, filled.Stream), $"its ATS is off since step {function.OffTime}.",
                    $"f put a translation of {filled.Input} into its ATC at step {stamped.Time}."));
                break;
            case DmaEnded { Path: TranslationPath.Atc } ended when ended.ReachedMemory: See(ended, stamped, ghost, findings); break;
            case OperationEnded ended when _functions.Count > 0: See(ended, stamped, ghost, findings); break;
        }
    }

    private static bool IsOff(Function function) => function.On == 0 && function.Off != 0;

    private static string Named(SmmuId smmu, StreamId stream) => $"f = the function with stream {stream} of {smmu}.";

    private Function Of(SmmuId smmu, StreamId stream)
    {
        if (!_functions.TryGetValue((smmu, stream), out var function)) _functions.Add((smmu, stream), function = new Function());
        return function;
    }

    private void See(ConfigurationWritten written, in StampedEvent stamped, Findings findings)
    {
        if (written.Kind is not (ConfigurationKind.StreamTableEntry or ConfigurationKind.ContextDescriptor)) return;
        var function = Of(written.Smmu, written.Stream);
        var structure = function.Structures.Find(one => one.Kind == written.Kind && one.Substream == written.Substream);
        if (structure is null) function.Structures.Add(structure = new Structure(written.Kind, written.Substream));
        (structure.By, structure.StoredAt, structure.SyncedAt, structure.EmptiedAt) = (written.Operation, stamped.Sequence, 0, 0);
        if (written.Kind != ConfigurationKind.StreamTableEntry) return;
        if (written.Dword == 0) function.Dword0 = written.New;
        if (written.Dword == 1) function.Dword1 = written.New;
        // Invalid it may be on the way from one stage to another: then the device's accesses are forbidden for a while.
        if (function is not { On: > 0, IsKnown: true, IsValid: true, IsPermitted: false }) return;
        findings.Add(this, stamped, Prose.Plain(
            Named(written.Smmu, written.Stream), $"its ATS is on since event {function.On}.",
            $"{written.Operation} made an entry visible at step {stamped.Time} that does not permit ATS."));
    }

    // What is published behind a store and completed: CMD_CFGI first, and CMD_ATC_INV only behind that, or the ATC fills itself again.
    private void See(SyncCompleted completed, long at, GhostState ghost)
    {
        if (ghost.Find(completed.Queue) is not { } queue) return;
        var end = queue.Unroll(completed.Slot);
        for (var slot = queue.Synced; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot != slot || command.IsLost) continue;
            var isInvalidation = command.Command is { Opcode: CommandOpcode.AtcInv, Size: >= Command.SizeAll };
            if (!isInvalidation && !CommandCoverage.IsCfgi(command.Command.Opcode)) continue;
            foreach (var ((smmu, stream), function) in _functions)
            {
                if (smmu != completed.Queue.Smmu) continue;
                foreach (var structure in function.Structures)
                {
                    if (isInvalidation) Empty(structure, stream, command, at);
                    else if (structure.SyncedAt == 0 && structure.StoredAt < command.PublishedAt
                        && CommandCoverage.CoversConfiguration(command.Command, structure.Kind, stream, structure.Substream))
                        structure.SyncedAt = at;
                }
            }
        }
    }

    private static void Empty(Structure structure, StreamId stream, in CommandSlot command, long at)
    {
        if (structure.SyncedAt == 0 || structure.SyncedAt >= command.PublishedAt || structure.EmptiedAt != 0) return;
        // What is for one PASID does not stand for all of them.
        var isForOne = structure.Kind == ConfigurationKind.StreamTableEntry && command.Command.SSV;
        if (isForOne) return;
        if (CommandCoverage.CoversAtc(command.Command, stream, structure.Substream, 0, ulong.MaxValue)) structure.EmptiedAt = at;
    }

    private void See(AtsChanged changed, in StampedEvent stamped, Findings findings)
    {
        var function = Of(changed.Smmu, changed.Stream);
        (function.On, function.Off, function.OffTime, function.OffIsSettled) =
            changed.IsEnabled ? (stamped.Sequence, 0L, 0L, 0L) : (0L, stamped.Sequence, stamped.Time, 0L);
        var entry = function.Structures.Find(one => one.Kind == ConfigurationKind.StreamTableEntry);
        if (!changed.IsEnabled || entry is null || !function.IsKnown) return;
        var why = !function.IsPermitted ? "its entry does not permit it"
            : entry.SyncedAt == 0 ? $"no CMD_CFGI_STE behind the store to its entry at event {entry.StoredAt} has completed"
            : entry.EmptiedAt == 0 ? $"no CMD_ATC_INV of everything, published after its CMD_SYNC at event {entry.SyncedAt}, has completed"
            : null;
        if (why is null) return;
        findings.Add(this, stamped, Prose.Plain(
            Named(changed.Smmu, changed.Stream), $"{why}.", $"the ATS of f was turned on at step {stamped.Time}."));
    }

    private void See(DmaEnded ended, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (!_functions.TryGetValue((ended.Smmu, ended.Stream), out var function) || !IsOff(function)) return;
        if (!ghost.Dmas.TryGetValue((ended.Smmu, ended.Stream, ended.Transaction), out var dma)) return;
        if (dma.StartedAt < function.Off && function.OffIsSettled == 0) return;
        findings.Add(this, stamped, Prose.Plain(
            $"D = {Prose.Named(dma)}.", $"the ATS of that function is off since step {function.OffTime}"
                + (function.OffIsSettled == 0 ? ", before D started." : $", and that was over at event {function.OffIsSettled}."),
            $"D reached {ended.Output} at step {stamped.Time} with an address that the device had translated."));
    }

    private void See(OperationEnded ended, in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        foreach (var ((smmu, stream), function) in _functions)
        {
            var wasTurnedOff = IsOff(function) && function.Off > operation.BeganAt;
            var structure = function.Structures.Find(one => one.By == ended.Operation);
            if (structure is null || (function.On == 0 && !wasTurnedOff)) continue;
            if (wasTurnedOff) function.OffIsSettled = stamped.Sequence;
            structure = function.Structures.Find(one => one.By == ended.Operation && one.EmptiedAt == 0);
            if (structure is null && function is { On: > 0, IsKnown: true, IsPermitted: false })
            {
                findings.Add(this, stamped, Prose.Plain(
                    $"U = {Prose.Named(operation.Began)}, and {Named(smmu, stream)}", $"its ATS is on since event {function.On}.",
                    $"U returned at step {stamped.Time} and left an entry that does not permit ATS."));
            }

            if (structure is null) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, and {Named(smmu, stream)}",
                $"U stored to the {structure.Kind} of f at event {structure.StoredAt}, and its ATS was on.",
                $"U returned at step {stamped.Time} without a completed CMD_ATC_INV of everything behind the CMD_CFGI of that."));
        }
    }
}
