using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <content>
/// The guest's commands. Neighbours that viommus can do go to them together, to several viommus side by side. CONS passes a command when
/// every leg of it has ended, so that a CMD_SYNC of the guest, which is next then, is a barrier over all of them.
/// </content>
internal sealed partial class VirtualSmmuState<TRequester>
{
    private const int BatchCommands = 63;
    private const ulong BufferBytes = 1024;

    private readonly AsidList _asids;
    private readonly Dictionary<VirtualStreamId, Installed> _installed = [];
    private readonly Dictionary<RequestId, Leg> _legs = [];
    private long _requests;
    private int _done;

    /// <summary>A viommu has answered; true if who waited for legs can look again.</summary>
    public bool TryEndLeg(ViommuInvalidated answer)
    {
        if (!_legs.Remove(answer.Request, out var leg)) return false;
        for (var index = 0; index < leg.Commands.Length; index++)
        {
            var isDone = index < answer.Handled;
            var (place, slot, _) = leg.Commands[index];
            if (_description.History.IsOn)
                _description.History.Record(new GuestLegEnded(_description.Guest, _id, slot, _description.Viommus[leg.Viommu], isDone));
            if (!isDone && !_description.Bugs.Has(Bug.FailedLegIgnored)) _done = Math.Min(_done, place);
        }

        return _legs.Count == 0 && Thread.Now is { Kind: HostActionKind.Wait };
    }

    private IEnumerable<HostAction> Consume()
    {
        while (_queue.CanFetch)
        {
            if (!TryFetch(_queue.Consumer, out var command)) _queue.FetchAborted();
            else if (_queue.Fetched(command) == CommandError.None)
            {
                foreach (var action in Do(command)) yield return action;
            }

            if (_queue.IsStopped && Stopped() is { } interrupt) yield return HostAction.Report(interrupt);
            yield return HostAction.Turn;
        }

        _isConsuming = false;
    }

    private IEnumerable<HostAction> Do(Command command)
    {
        switch (command.Opcode)
        {
            case CommandOpcode.Sync:
                var slot = _queue.Consumer.Raw;
                if (_guest.IsOn) _guest.Record(new SyncCompleted(_id, slot, command.CS));
                _queue.CompleteSync();
                if (_guest.IsOn) _guest.Record(new CommandConsumed(_id, slot, command));
                return [];
            case CommandOpcode.CfgiSte or CommandOpcode.CfgiSteRange:
                return Install(command);
            case CommandOpcode.PrefetchConfig or CommandOpcode.PrefetchAddr:
                Consumed(command);
                return [];
            case var opcode when IsForwarded(opcode):
                return Forward();
            default:
                _queue.Refused();
                return [];
        }
    }

    private IEnumerable<HostAction> Forward()
    {
        var batch = Batch();
        var legs = new List<(int Place, uint Slot, Command Command)>[_description.Viommus.Length];
        for (var place = 0; place < batch.Length; place++)
        {
            foreach (var leg in Targets(batch[place].Command))
                (legs[leg] ??= []).Add((place, batch[place].Slot, batch[place].Command));
        }

        _done = batch.Length;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            if (legs[leg] is { } commands) yield return HostAction.Report(Send(leg, [.. commands]));
        }

        while (_legs.Count > 0) yield return HostAction.Wait;
        var done = _done;
        for (var place = 0; place < done; place++)
        {
            Learn(batch[place].Command, [.. Targets(batch[place].Command)]);
            Consumed(batch[place].Command);
        }

        if (done < batch.Length) _queue.Refused();
    }

    // Copied to where the viommu reads them, as a VMM hands over an array.
    private InvalidateViommu Send(int leg, ImmutableArray<(int Place, uint Slot, Command Command)> commands)
    {
        var buffer = new Pa(_description.Buffers.Value + ((ulong)leg * BufferBytes));
        for (var index = 0; index < commands.Length; index++)
        {
            var (_, slot, command) = commands[index];
            _description.HostMemory.Store(new Pa(buffer.Value + (16UL * (uint)index)), command.D0);
            _description.HostMemory.Store(new Pa(buffer.Value + (16UL * (uint)index) + 8), command.D1);
            if (_description.History.IsOn)
                _description.History.Record(new GuestLegSent(_description.Guest, _id, slot, _description.Viommus[leg], command));
        }

        var request = new RequestId(((long)_description.Id.Value << 48) | (1L << 47) | ++_requests);
        _legs.Add(request, new Leg(leg, commands));
        return new InvalidateViommu(_description.Viommus[leg], request, buffer, commands.Length);
    }

    // Where a command has to be done. A viommu that no device of the guest's name has is left to refuse it.
    private IEnumerable<int> Targets(Command command)
    {
        var all = Enumerable.Range(0, _description.Viommus.Length);
        switch (command.Opcode)
        {
            case CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll:
                return [_legOf.GetValueOrDefault(new VirtualStreamId(command.StreamID.Value))];
            case CommandOpcode.TlbiNhVaa when _description.Bugs.Has(Bug.VaaNoMatch):
                return [];
            case CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNsnhAll when _description.Bugs.Has(Bug.GlobalInvNotForwarded):
                return [];
            case CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa when _description.Policy == DispatchPolicy.AsidList:
                // Hardware may have read a descriptor that the guest has not invalidated yet: what counts is what is in memory.
                if (!_description.Bugs.Has(Bug.AsidListTrapsOnly)) LearnAll();
                return _asids.Of(command.ASID);
            default:
                return all;
        }
    }

    private ImmutableArray<(uint Slot, Command Command)> Batch()
    {
        var batch = ImmutableArray.CreateBuilder<(uint, Command)>();
        var end = QueuePointer.From(_queue.ProducerRegister, _queue.Log2Size);
        for (var at = _queue.Consumer; !end.IsEmpty(at) && batch.Count < BatchCommands; at = at.Next)
        {
            if (!TryFetch(at, out var command) || !IsForwarded(command.Opcode)) break;
            if (CommandLegality.Check(command, _description.Capabilities) != CommandError.None) break;
            batch.Add((at.Raw, command));
        }

        return batch.ToImmutable();
    }

    // The guest's entry is what a nested domain is made of: another entry, another domain, in the place of the one before.
    private IEnumerable<HostAction> Install(Command command)
    {
        foreach (var device in _devices.Where(device => IsNamed(command, device.Stream)).ToList())
        {
            var entry = NestedEntry.Passed(_streams.EntryOf(device.Stream).GetValueOrDefault());
            var before = _installed.GetValueOrDefault(device.Stream);
            Learn(device, entry);
            if (before is { } same && same.Entry == entry) continue;
            yield return HostAction.Request(new CreateNestedDomain(_description.Viommus[device.Leg], Thread.Ticket, entry));
            var ready = (DomainReady)Thread.Answer!;
            var result = ready.Result;
            if (result == HostResult.Ok)
            {
                yield return HostAction.Request(new AttachDevice(device.Device, Thread.Ticket, ready.Domain));
                result = ((DeviceAttached)Thread.Answer!).Result;
            }

            if (result != HostResult.Ok)
            {
                _queue.Refused();
                yield break;
            }

            _installed[device.Stream] = new Installed(ready.Domain, entry);
            _asids.Settle(device.Stream, _streams.AsidOf(entry));
            if (before is { } old) yield return HostAction.Request(new DestroyDomain(old.Domain, Thread.Ticket));
        }

        Consumed(command);
    }

    private bool IsNamed(in Command command, VirtualStreamId stream)
    {
        if (command.Opcode == CommandOpcode.CfgiSte) return command.StreamID.Value == stream.Value;
        // 4.3.2: 2^(Range + 1) streams from an aligned one; 31 is all.
        var bits = command.Range + (_description.Bugs.Has(Bug.CfgiRangeOffByOne) ? 0 : 1);
        return command.StreamID.Value >> Math.Min(bits, 31) == stream.Value >> Math.Min(bits, 31) || command.Range == Command.RangeAll;
    }

    private void LearnAll()
    {
        foreach (var device in _devices)
        {
            if (_installed.GetValueOrDefault(device.Stream) is { } installed) Learn(device, installed.Entry);
        }
    }

    private void Learn(VirtualSmmuDevice device, in StreamTableEntry entry)
    {
        if (_streams.AsidOf(entry) is { } asid) _asids.Add(device.Stream, device.Leg, asid);
    }

    // What is known when a command has been done.
    private void Learn(in Command command, IReadOnlyCollection<int> legs)
    {
        switch (command.Opcode)
        {
            case CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll:
                var stream = new VirtualStreamId(command.StreamID.Value);
                if (_installed.GetValueOrDefault(stream) is not { } installed) return;
                var device = _devices.Find(one => one.Stream == stream);
                _asids.Settle(stream, _streams.AsidOf(installed.Entry));
                Learn(device, installed.Entry);
                break;
            case CommandOpcode.TlbiNhAsid:
                _asids.Invalidated(command.ASID, legs);
                break;
            case CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNsnhAll:
                _asids.Invalidated(null, legs);
                break;
        }
    }

    private bool TryFetch(QueuePointer at, out Command command)
    {
        Span<ulong> words = stackalloc ulong[2];
        var isThere = _description.Memory.TryRead(_queue.AddressOf(at), words);
        command = isThere ? Command.Read(words) : default;
        return isThere;
    }

    private void Consumed(in Command command)
    {
        var slot = _queue.Consumer.Raw;
        _queue.Consumed();
        if (!_guest.IsOn) return;
        _guest.Record(new CommandConsumed(_id, slot, command));
        _guest.Record(new CommandTookEffect(_id, slot));
    }

    // What a viommu takes (ViommuProtocol); CMD_SYNC and stream table entries are the VMM's own business.
    private static bool IsForwarded(CommandOpcode opcode) => opcode is CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid
        or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa or CommandOpcode.TlbiNsnhAll
        or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll;

    private sealed record Installed(DomainId Domain, StreamTableEntry Entry);

    private sealed record Leg(int Viommu, ImmutableArray<(int Place, uint Slot, Command Command)> Commands);
}
