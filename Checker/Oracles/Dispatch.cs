using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Guests;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>D2 and D4: whom a guest's TLB invalidation has to reach.</summary>
internal abstract class Dispatch(string name, string statement, string source, GuestViews guests)
    : Oracle(name, statement, source, typeof(GuestLegSent), typeof(GuestEvent))
{
    private readonly Dictionary<(GuestId Guest, QueueId Queue, uint Slot), List<SmmuId>> _legs = [];

    /// <summary>What the guests saw.</summary>
    protected GuestViews Guests => guests;

    /// <summary>The devices that the command is about.</summary>
    protected abstract IEnumerable<DeviceId> Users(GuestId guest, CommandConsumed consumed, Asid? asid, long at);

    /// <inheritdoc/>
    public override void Reset() => _legs.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case GuestLegSent sent when guests.SmmuOf(sent.Viommu) is { } smmu:
                _legs.TryAdd((sent.Guest, sent.Queue, sent.Slot), []);
                _legs[(sent.Guest, sent.Queue, sent.Slot)].Add(smmu);
                break;
            case GuestEvent { Event: CommandConsumed consumed } inside:
                if (IsDispatched(consumed.Command.Opcode)) Check(inside.Guest, consumed, stamped, findings);
                _legs.Remove((inside.Guest, consumed.Queue, consumed.Slot));
                break;
        }
    }

    private void Check(GuestId guest, CommandConsumed consumed, in StampedEvent stamped, Findings findings)
    {
        var isByAsid = consumed.Command.Opcode is CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa;
        var sent = _legs.GetValueOrDefault((guest, consumed.Queue, consumed.Slot)) ?? [];
        foreach (var device in Users(guest, consumed, isByAsid ? consumed.Command.ASID : null, stamped.Sequence))
        {
            if (guests.SmmuOf(device) is not { } smmu || sent.Contains(smmu)) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"C = {consumed.Command} in slot {consumed.Slot} of {guest}, and {device} behind {smmu}.",
                $"{device} could use an address space that C is about when C was published.",
                $"C was done at step {stamped.Time}, and {smmu} was never told."));
            return;
        }
    }

    private static bool IsDispatched(CommandOpcode opcode) => opcode is CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid
        or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa or CommandOpcode.TlbiNsnhAll;
}
