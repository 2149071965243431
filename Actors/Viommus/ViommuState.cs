// Not modelled: devices with several StreamIDs, which are refused, as Linux does.
using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Viommus;

/// <summary>
/// A viommu: which device the guest means by a StreamID, the nested domains over its parent, the guest's commands under way and the
/// events for it (Linux 7.2: iommufd/viommu.c, arm-smmu-v3-iommufd.c). It outlives the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class ViommuState<TRequester>(
    ViommuId id, SmmuId smmu, DomainId parent, Vmid vmid, HostDescription host, ImmutableArray<CommandRing> rings,
    HardwareQueues? queues = null)
{
    // Linux: arm_vsmmu_cache_invalidate issues so many with one CMD_SYNC.
    private const int BlockCommands = 63;
    private const int EventDepth = 8;
    private const uint TruncatedBits = (1u << 20) - 1;

    private readonly HostIds _ids = HostIds.Of(id);
    private readonly SortedDictionary<VirtualStreamId, DeviceId> _vdevices = [];
    private readonly Dictionary<DomainId, (StreamTableEntry Entry, int Users)> _nested = [];
    private readonly Dictionary<StreamId, (DomainId Domain, VirtualStreamId Stream)> _masters = [];
    private readonly Dictionary<RequestId, Open> _open = [];
    private readonly VirtualEventQueue _events = new(EventDepth);
    // Apart from the numbers of what its thread waits for.
    private long _requests = 1L << 40;
    private long _detected;

    /// <summary>Its name.</summary>
    public ViommuId Id => id;

    /// <summary>Its SMMU.</summary>
    public SmmuId Smmu => smmu;

    /// <summary>The stage 2 below its nested domains; what the host maps for one of them is there, for the guest has the rest.</summary>
    public DomainId Parent => parent;

    /// <summary>Names the commands that were begun last.</summary>
    public RequestId Latest => new(_requests);

    /// <summary>Who wants to know when events wait.</summary>
    public TRequester? Listener { get; set; }

    private IHistory History => host.Experiment.History;

    private BugSet Bugs => host.Experiment.Bugs;

    /// <summary>Gives a device a name. One a device, and one device a name.</summary>
    public HostResult Add(AddVdevice request)
    {
        var isThere = request.Device.Value >= 0 && request.Device.Value < host.Devices.Length;
        if (!isThere || host.Devices[request.Device.Value].Smmu != smmu) return HostResult.Invalid;
        if (_vdevices.ContainsKey(request.Stream) || _vdevices.ContainsValue(request.Device)) return HostResult.Exists;
        // arm_vsmmu_vdevice_init: a command that names the device would have to become one for each of its StreamIDs.
        if (host.Devices[request.Device.Value].Streams.Length != 1 && !Bugs.Has(Bug.MultiSidFirstOnly)) return HostResult.Unsupported;
        if (queues?.Admits(request.Stream) is { } why and not HostResult.Ok) return why;
        _vdevices.Add(request.Stream, request.Device);
        if (History.IsOn) History.Record(new VdeviceMapped(id, request.Stream, request.Device, StreamOf(request.Device)));
        return HostResult.Ok;
    }

    /// <summary>Takes the name of a device away.</summary>
    public HostResult Remove(DeviceId device)
    {
        if (Bugs.Has(Bug.VdevOutlivesDev)) return HostResult.Ok;
        if (NameOf(device) is not { } name) return HostResult.NoEntry;
        _vdevices.Remove(name);
        // What the device does until it is detached is not the guest's business any more (Linux goes on telling it).
        _masters.Remove(StreamOf(device));
        if (History.IsOn) History.Record(new VdeviceUnmapped(id, name));
        return HostResult.Ok;
    }

    /// <summary>Makes a domain of what a guest wrote.</summary>
    public HostResult Create(CreateNestedDomain request)
    {
        var result = NestedEntry.Check(request.Entry);
        if (result != HostResult.Ok) return result;
        _nested.Add(request.Domain, (request.Entry, 0));
        if (History.IsOn) History.Record(new DomainCreated(request.Domain, DomainKind.Nested, Parent: parent));
        return HostResult.Ok;
    }

    /// <summary>Forgets a domain that no device uses.</summary>
    public HostResult Destroy(DomainId domain)
    {
        if (!_nested.TryGetValue(domain, out var nested)) return HostResult.NoEntry;
        if (History.IsOn) History.Record(new DomainDestroyAnswered(domain, nested.Users == 0));
        if (nested.Users > 0) return HostResult.Busy;
        _nested.Remove(domain);
        return HostResult.Ok;
    }

    /// <summary>A device is about to use a nested domain: the parent's invalidations have to reach it.</summary>
    public bool TryJoin(JoinDomain join, out JoinDomain above, out DomainJoined refused)
    {
        var isKnown = _nested.TryGetValue(join.Domain, out var nested);
        var name = NameOf(join.Member.Device);
        above = join with { Domain = parent, Nested = nested.Entry };
        var why = !isKnown || (name is null && NestedEntry.Translates(nested.Entry)) ? HostResult.NoEntry
            : join.Member.Smmu != smmu || join.Member.Substream.Value != 0 ? HostResult.Invalid
            : join.HasPasids ? HostResult.Busy : HostResult.Ok;
        refused = why.NotJoined(join.Request);
        if (why != HostResult.Ok) return false;
        _nested[join.Domain] = nested with { Users = nested.Users + 1 };
        if (name is { } stream) _masters[join.Member.Stream] = (join.Domain, stream);
        return true;
    }

    /// <summary>A device does not use a nested domain any more.</summary>
    public LeaveDomain Leave(LeaveDomain leave)
    {
        var nested = _nested[leave.Domain];
        _nested[leave.Domain] = nested with { Users = nested.Users - 1 };
        var stream = leave.Member.Stream;
        if (_masters.TryGetValue(stream, out var master) && master.Domain == leave.Domain) _masters.Remove(stream);
        return leave with { Domain = parent };
    }

    /// <summary>Begins commands of a guest; null if there is nothing to issue, with the answer.</summary>
    public CommandRun? Begin(InvalidateViommu request, TRequester requester, out ViommuInvalidated answer)
    {
        answer = new ViommuInvalidated(request.Request, HostResult.Invalid, 0);
        // Linux 7.2: an array without entries is refused, whatever the description of the interface says.
        if (request.Count <= 0) return null;
        var operation = _ids.NextOperation();
        if (History.IsOn) History.Record(new OperationBegan(operation, OperationKind.Invalidate, parent) { Viommu = id });
        var commands = Convert(request, operation);
        var result = commands.Length == request.Count ? HostResult.Ok : HostResult.Refused;
        answer = new ViommuInvalidated(request.Request, result, commands.Length);
        if (commands.IsEmpty || (result != HostResult.Ok && Bugs.Has(Bug.ViommuPartialCount)))
        {
            Record(operation, answer);
            return null;
        }

        _open.Add(new RequestId(++_requests), new Open(operation, answer, requester));
        var blocks = commands.Chunk(BlockCommands).Select(block => new CommandBatch(smmu, [.. block]));
        return new CommandRun(rings, blocks, host, _ids, operation);
    }

    /// <summary>The commands are over: the answer to who asked. Of those that failed nobody knows which were done.</summary>
    public bool TryEnd(CommandsEnded ended, out ViommuInvalidated answer, out TRequester requester)
    {
        (answer, requester) = (null!, default!);
        if (!_open.Remove(ended.Request, out var open)) return false;
        (answer, requester) = (open.Answer, open.Requester);
        if (ended.Outcome != CommandsOutcome.Completed) answer = answer with { Result = HostResult.Degraded, Handled = 0 };
        Record(open.Operation, answer);
        return true;
    }

    /// <summary>
    /// An event of the SMMU: if it is the guest's business it waits for the guest (Linux: arm_vmaster_report_event); true if nothing
    /// waited before.
    /// </summary>
    public bool Report(EventRecord record)
    {
        if (!_masters.TryGetValue(record.StreamID, out var master) || record.S2 || !IsForGuests(record.Id)) return false;
        var wasEmpty = _events.Count == 0;
        var queue = new EventQueueId(EventQueueKind.Virtual, id.Value);
        var detected = new DetectedEventId(((long)id.Value << 48) | (1L << 47) | ++_detected);
        var named = record with { StreamID = new StreamId(master.Stream.Value) };
        var last = _events.Report(named.D0, named.D1, named.D2, named.D3);
        if (!History.IsOn) return wasEmpty;
        History.Record(new EventDetected(detected, queue, record.Id, record.StreamID, IsStall: false));
        History.Record(new EventReported(queue, record.StreamID, _vdevices[master.Stream])
        {
            IsStageTwo = record.S2,
            Name = new VirtualStreamId(named.StreamID.Value),
        });
        History.Record(last.IsLost
            ? new EventLost(detected, queue, IsSignalled: true) : new EventRecorded(detected, queue, last.Sequence, last.Sequence));
        return wasEmpty;
    }

    /// <summary>Takes the oldest event.</summary>
    public VirtualEventRead ReadEvent(RequestId request, VirtualEventKind kind)
    {
        var isRecord = kind == VirtualEventKind.Smmu;
        if ((isRecord ? _events : _errors).Take() is not { } read)
            return new VirtualEventRead(request, HostResult.NoEntry, 0, IsLost: false, default);
        if (History.IsOn && !read.IsLost && isRecord)
            History.Record(new EventRead(new EventQueueId(EventQueueKind.Virtual, id.Value), read.Sequence));
        return new VirtualEventRead(
            request, HostResult.Ok, read.Sequence, read.IsLost, new EventRecord(read.D0, read.D1, read.D2, read.D3));
    }

    private ImmutableArray<Command> Convert(InvalidateViommu request, OperationId operation)
    {
        var commands = ImmutableArray.CreateBuilder<Command>(request.Count);
        Span<ulong> words = stackalloc ulong[2];
        for (var index = 0; index < request.Count; index++)
        {
            if (!host.Memory.TryRead(new Pa(request.Commands.Value + (16UL * (uint)index)), words)) break;
            var guest = Command.Read(words);
            if (GuestCommandConversion.Convert(guest, vmid, PhysicalStream) is not { } command) break;
            commands.Add(command);
            if (History.IsOn) History.Record(new GuestCommandConverted(id, operation, guest, command));
        }

        return commands.ToImmutable();
    }

    private StreamId? PhysicalStream(VirtualStreamId stream)
    {
        if (Bugs.Has(Bug.VsidTruncate20)) stream = new VirtualStreamId(stream.Value & TruncatedBits);
        return _vdevices.TryGetValue(stream, out var device) ? StreamOf(device) : null;
    }

    private void Record(OperationId operation, ViommuInvalidated answer)
    {
        if (!History.IsOn) return;
        History.Record(new GuestCommandsAnswered(id, operation, answer.Handled));
        History.Record(new OperationEnded(operation, answer.Result.Status, answer.Result.Code, 0));
    }

    private VirtualStreamId? NameOf(DeviceId device)
    {
        foreach (var (name, owner) in _vdevices)
        {
            if (owner == device) return name;
        }

        return null;
    }

    private StreamId StreamOf(DeviceId device) => host.Devices[device.Value].Stream;

    private static bool IsForGuests(EventId id) => id is EventId.CBadSte or EventId.FStreamDisabled or EventId.CBadSubstreamid
        or EventId.CBadCd or EventId.FTranslation or EventId.FAddrSize or EventId.FAccess or EventId.FPermission;

    private sealed record Open(OperationId Operation, ViommuInvalidated Answer, TRequester Requester);
}
