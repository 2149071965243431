using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>What one physical SMMU had to do for guests.</summary>
/// <param name="Smmu">Which.</param>
/// <param name="Sent">Commands of guests that were sent to it.</param>
/// <param name="Needed">Commands that name a device behind it, or an address space of one.</param>
public sealed record DispatchRow(SmmuId Smmu, int Sent, int Needed);

/// <summary>
/// The cost of a dispatch policy in one run, from its history: what was sent where, and what would have been enough. Needed is counted
/// from the guest's attachments alone, so no policy has a say in it.
/// </summary>
/// <param name="Commands">Commands of guests that were dispatched.</param>
/// <param name="Rows">By SMMU.</param>
/// <param name="Steps">From the first leg of a command until CONS passed it, over all commands.</param>
/// <param name="MostSteps">The longest.</param>
public sealed record DispatchLedger(int Commands, ImmutableArray<DispatchRow> Rows, long Steps, long MostSteps)
{
    /// <summary>The ledger of a history.</summary>
    /// <param name="history">All of it.</param>
    /// <param name="skip">So many events at its beginning are not counted.</param>
    public static DispatchLedger Of(IReadOnlyList<StampedEvent> history, int skip)
    {
        var count = new Count();
        for (var index = 0; index < history.Count; index++) count.See(history[index], index >= skip);
        return count.ToLedger();
    }

    /// <summary>True for the commands that a policy may send here or there.</summary>
    public static bool IsDispatched(CommandOpcode opcode) =>
        opcode is not (CommandOpcode.Sync or CommandOpcode.CfgiSte or CommandOpcode.CfgiSteRange);

    private sealed class Count
    {
        private readonly Dictionary<DeviceId, SmmuId> _smmuOf = [];
        private readonly Dictionary<ViommuId, SmmuId> _viommus = [];
        private readonly Dictionary<(GuestId, SmmuId, StreamId), DeviceId> _realOf = [];
        private readonly Dictionary<(GuestId Guest, DeviceId Device), (SmmuId Smmu, DeviceId Real)> _devices = [];
        private readonly Dictionary<(GuestId, DeviceId), (OperationId By, DomainId? Domain)> _changes = [];
        private readonly Dictionary<(GuestId, DeviceId), DomainId> _domains = [];
        private readonly Dictionary<(GuestId, DomainId, SmmuId), Asid> _tags = [];
        private readonly Dictionary<(GuestId, QueueId, uint), (long Since, List<SmmuId> Smmus)> _legs = [];
        private readonly SortedDictionary<int, (int Sent, int Needed)> _rows = [];
        private int _commands;
        private long _steps;
        private long _most;

        public DispatchLedger ToLedger() => new(
            _commands, [.. _rows.Select(row => new DispatchRow(new SmmuId(row.Key), row.Value.Sent, row.Value.Needed))], _steps, _most);

        public void See(in StampedEvent stamped, bool counts)
        {
            switch (stamped.Event)
            {
                case DeviceAdded added: _smmuOf[added.Device] = added.Smmu; break;
                case ViommuCreated created:
                    _viommus[created.Viommu] = created.Smmu;
                    _rows.TryAdd(created.Smmu.Value, default);
                    break;
                case GuestDeviceAdded added:
                    _realOf[(added.Guest, added.Smmu, new StreamId(added.Stream.Value))] = added.Device;
                    break;
                case GuestLegSent sent:
                    var key = (sent.Guest, sent.Queue, sent.Slot);
                    if (!_legs.TryGetValue(key, out var legs)) _legs.Add(key, legs = (stamped.Time, []));
                    legs.Smmus.Add(_viommus[sent.Viommu]);
                    break;
                case GuestEvent inside: See(inside, stamped.Time, counts); break;
            }
        }

        private void See(GuestEvent inside, long time, bool counts)
        {
            var guest = inside.Guest;
            switch (inside.Event)
            {
                case DeviceAdded added: _devices[(guest, added.Device)] = (added.Smmu, _realOf[(guest, added.Smmu, added.Stream)]); break;
                case DomainTagged tagged: _tags[(guest, tagged.Domain, tagged.Smmu)] = tagged.Asid; break;
                case OperationBegan { Device: { } device } began:
                    _domains.Remove((guest, device));
                    _changes[(guest, device)] = (began.Operation, began.Kind == OperationKind.Detach ? null : began.Domain);
                    break;
                case OperationEnded ended: Ended(guest, ended); break;
                case CommandConsumed consumed when IsDispatched(consumed.Command.Opcode):
                    _legs.Remove((guest, consumed.Queue, consumed.Slot), out var legs);
                    if (counts) Add(legs.Smmus ?? [], Needed(guest, consumed), legs.Smmus is null ? 0 : time - legs.Since);
                    break;
            }
        }

        private void Ended(GuestId guest, OperationEnded ended)
        {
            foreach (var ((of, device), change) in _changes.Where(change => change.Value.By == ended.Operation).ToList())
            {
                if (of != guest) continue;
                _changes.Remove((of, device));
                if (ended.Status != OperationStatus.Failed && change.Domain is { } domain) _domains[(of, device)] = domain;
            }
        }

        private void Add(List<SmmuId> sent, HashSet<SmmuId> needed, long steps)
        {
            _commands++;
            _steps += steps;
            _most = Math.Max(_most, steps);
            foreach (var smmu in sent) _rows[smmu.Value] = _rows[smmu.Value] with { Sent = _rows[smmu.Value].Sent + 1 };
            foreach (var smmu in needed) _rows[smmu.Value] = _rows[smmu.Value] with { Needed = _rows[smmu.Value].Needed + 1 };
        }

        private HashSet<SmmuId> Needed(GuestId guest, CommandConsumed consumed)
        {
            var (smmu, command) = (consumed.Queue.Smmu, consumed.Command);
            if (command.Opcode is CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll)
                return _realOf.TryGetValue((guest, smmu, command.StreamID), out var named) ? [_smmuOf[named]] : [];
            var isByAsid = command.Opcode is CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa;
            HashSet<SmmuId> needed = [];
            foreach (var ((of, device), domain) in _domains)
            {
                var known = _devices[(of, device)];
                if (of != guest || known.Smmu != smmu) continue;
                if (!isByAsid || _tags.GetValueOrDefault((guest, domain, smmu)) == command.ASID) needed.Add(_smmuOf[known.Real]);
            }

            return needed;
        }
    }
}
