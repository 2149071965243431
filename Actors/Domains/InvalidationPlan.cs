using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Domains;

/// <summary>
/// The commands for a change of a domain, from its invalidation array, as Linux orders them (__arm_smmu_domain_inv_range): for each SMMU
/// in turn {TLBI} CMD_SYNC {TLBI of stage 1 above it} CMD_SYNC {ATC_INV} CMD_SYNC. An ATC must not be emptied before the TLB, from
/// which it would be filled again.
/// </summary>
/// <param name="HasRanges">IDR3.RIL of each SMMU.</param>
/// <param name="Bugs">Defects.</param>
/// <param name="Reach">How much stage 1 invalidates at a time.</param>
internal sealed record InvalidationPlan(
    ImmutableArray<bool> HasRanges, BugSet Bugs, InvalidationReach Reach = InvalidationReach.Asid)
{
    /// <summary>The batches, in order.</summary>
    /// <param name="array">What is attached.</param>
    /// <param name="range">What changed.</param>
    public ImmutableArray<CommandBatch> Of(InvalidationArray array, InvalidationRange range)
    {
        var phases = array.Entries.Where(entry => entry.Users > 0)
            .GroupBy(entry => (entry.Smmu, Phase: PhaseOf(entry)))
            .OrderBy(phase => phase.Key.Smmu.Value).ThenBy(phase => phase.Key.Phase);
        var batches = phases.Select(phase => new CommandBatch(phase.Key.Smmu, [.. phase.SelectMany(entry => Commands(entry, range))]));
        var needed = batches.Where(batch => batch.Commands.Length > 0);
        if (Bugs.Has(Bug.AwaitsEverySmmu))
            needed = needed.SelectMany(batch => HasRanges.Select((_, smmu) => batch with { Smmu = new SmmuId(smmu) }));
        return [.. needed];
    }

    /// <summary>What empties a tag of everything.</summary>
    public static Command Whole(InvalidationEntry entry) => entry.Type switch
    {
        InvalidationType.Asid => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = new Asid((ushort)entry.Id) },
        InvalidationType.Vmid => default(Command) with { Opcode = CommandOpcode.TlbiS12Vmall, VMID = new Vmid((ushort)entry.Id) },
        InvalidationType.VmidStageOne => default(Command) with { Opcode = CommandOpcode.TlbiNhAll, VMID = new Vmid((ushort)entry.Id) },
        _ => AtcSpan.All.ToCommand(new StreamId(entry.Id), entry.Substream),
    };

    private int PhaseOf(InvalidationEntry entry) => entry.Type switch
    {
        InvalidationType.Asid or InvalidationType.Vmid => 1,
        InvalidationType.VmidStageOne => 2,
        _ => Bugs.Has(Bug.AtcBeforeTlbi) ? 0 : 3,
    };

    private IReadOnlyList<Command> Commands(InvalidationEntry entry, InvalidationRange range)
    {
        var whole = Whole(entry);
        switch (entry.Type)
        {
            case InvalidationType.Asid when Reach == InvalidationReach.Everything:
                return [default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }];
            case InvalidationType.Asid:
                var isAny = Reach == InvalidationReach.AnyAsid;
                var byAddress = isAny ? CommandOpcode.TlbiNhVaa : CommandOpcode.TlbiNhVa;
                return ByAddress(entry, range, (isAny ? default : whole) with { Opcode = byAddress }, whole);
            case InvalidationType.Vmid:
                return ByAddress(entry, range, whole with { Opcode = CommandOpcode.TlbiS2Ipa }, whole);
            case InvalidationType.VmidStageOne when Bugs.Has(Bug.S2IpaOnly):
                return [];
            case InvalidationType.VmidStageOne:
                // CMD_TLBI_S12_VMALL took stage 1 with it.
                var stageTwo = entry with { Type = InvalidationType.Vmid };
                return Commands(stageTwo, range)[0].Opcode == CommandOpcode.TlbiS12Vmall ? [] : [whole];
            case InvalidationType.Ats:
                var size = range.SizeBytes == ulong.MaxValue ? 0 : range.SizeBytes;
                return [AtcSpan.Covering(range.Address, size).ToCommand(new StreamId(entry.Id), entry.Substream)];
            default:
                return [whole];
        }
    }

    private IReadOnlyList<Command> ByAddress(InvalidationEntry entry, InvalidationRange range, Command byAddress, Command whole) =>
        range.Commands(byAddress, whole, HasRanges[entry.Smmu.Value], Bugs);
}
