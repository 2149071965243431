// Not modelled: stage 2, MSIs, ATS and PRI for guests; CMDQEN going down while commands are under way (their legs end first).
using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Events;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <summary>
/// An SMMU that a VMM emulates: its registers and queues, and how it does the guest's commands by its viommus. It outlives the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class VirtualSmmuState<TRequester>
{
    private readonly VirtualSmmuDescription _description;
    private readonly RegisterFile _registers;
    private readonly CommandQueue _queue;
    private readonly EventQueueState<object> _events;
    private readonly QueueId _id;
    private readonly GuestHistory _guest;
    private readonly GuestStreams _streams;
    private readonly List<VirtualSmmuDevice> _devices;
    private readonly ImmutableDictionary<VirtualStreamId, int> _legOf;
    private readonly Dictionary<RequestId, TRequester> _askers = [];
    private readonly Queue<TRequester> _accessors = [];
    private readonly VirtualCmdqv? _unit;
    private readonly Dictionary<ViommuId, uint> _nextEvent = [];
    private bool _isConsuming;
    private SmmuStateChanged? _state;
    private long _detected;

    /// <param name="description">What it is made of.</param>
    /// <exception cref="ArgumentException">It has VCMDQs, and stands over several viommus.</exception>
    public VirtualSmmuState(VirtualSmmuDescription description)
    {
        if (!description.IsPossible) throw new ArgumentException("A virtual SMMU with VCMDQs stands over one viommu.", nameof(description));
        _description = description;
        _registers = new RegisterFile(description.Capabilities);
        _queue = new CommandQueue(description.Capabilities);
        _id = new QueueId(description.Id, 0);
        _guest = new GuestHistory(description.Guest, description.History);
        _streams = new GuestStreams(_registers, description.Memory);
        _asids = new AsidList(description.Bugs);
        if (description.Queues is { } queues) _unit = new VirtualCmdqv(description, queues, Thread);
        _devices = [.. description.Devices];
        _legOf = description.Devices.ToImmutableDictionary(device => device.Stream, device => device.Leg);
        var events = new EventQueueId(EventQueueKind.Events, description.Id.Value);
        _events = new EventQueueState<object>(
            new EventQueue(description.Capabilities), description.Memory, events, Experiment.None with { History = _guest });
        if (!_guest.IsOn) return;
        foreach (var device in description.Devices)
        {
            description.History.Record(new GuestDeviceAdded(description.Guest, device.Device, description.Id, device.Stream));
            _guest.Record(new DeviceAdded(device.GuestDevice, description.Id, new StreamId(device.Stream.Value)));
        }
    }

    /// <summary>What it does, one thing after the other.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>The physical SMMU whose registers the guest reaches, if it reaches any.</summary>
    public SmmuId Hardware => _description.Queues.GetValueOrDefault().Smmu;

    /// <summary>Who is told of interrupts.</summary>
    public TRequester? Handler { get; set; }

    /// <summary>The slices that it stands over.</summary>
    public ImmutableArray<ViommuId> Viommus => _description.Viommus;

    /// <summary>Reads a register.</summary>
    public ulong Read(int offset, int sizeBytes) => RegisterMap.OwnerOf(offset) switch
    {
        RegisterOwner.CommandQueue when sizeBytes == 4 =>
            (offset & ~3) == RegisterOffset.CmdqProd ? _queue.ProducerRegister : _queue.ConsumerRegister,
        RegisterOwner.EventQueue => _events.ReadRegister(offset, sizeBytes),
        _ => _registers.Read(offset, sizeBytes),
    };

    /// <summary>Writes a register; it is in force at once.</summary>
    public void Write(int offset, int sizeBytes, ulong value)
    {
        switch (RegisterMap.OwnerOf(offset))
        {
            case RegisterOwner.CommandQueue when sizeBytes == 4:
                if ((offset & ~3) == RegisterOffset.CmdqProd) _queue.WriteProducer((uint)value);
                else _queue.WriteConsumer((uint)value);
                return;
            case RegisterOwner.EventQueue:
                _events.WriteRegister(offset, sizeBytes, value);
                return;
        }

        // 6.3.9: what a write updates is in force at once here.
        var effects = _registers.Write(offset, sizeBytes, value) | _registers.CompleteUpdates();
        if (effects.HasFlag(RegisterEffects.CommandQueueEnable)) EnableCommands();
        if (effects.HasFlag(RegisterEffects.EventQueueEnable) || effects.HasFlag(RegisterEffects.EventInterrupt)) ConfigureEvents();
        if (effects.HasFlag(RegisterEffects.CommandErrorAcknowledged)) AcknowledgeError();
        if (effects.HasFlag(RegisterEffects.EventQueueAbortAcknowledged)) _events.AcknowledgeAbort();
        var state = new SmmuStateChanged(_description.Id, _registers.Cr0Ack.SMMUEN, !_registers.Gbpa.ABORT);
        if (_guest.IsOn && state != _state) _guest.Record(_state = state);
    }

    /// <summary>Begins to do commands, if there are some and none is under way; true if the first action is to be done.</summary>
    public bool TryBeginConsuming()
    {
        if (_isConsuming || !_queue.CanFetch) return false;
        _isConsuming = true;
        return Thread.Add(Consume());
    }

    /// <summary>Events of a viommu go to the guest's event queue.</summary>
    public IEnumerable<HostAction> TakeEvents(ViommuId viommu)
    {
        while (true)
        {
            yield return HostAction.Request(new ReadVirtualEvent(viommu, Thread.Ticket));
            var read = (VirtualEventRead)Thread.Answer!;
            if (read.Result != HostResult.Ok) yield break;
            foreach (var action in Tell(viommu, read)) yield return action;
        }
    }

    /// <summary>The guest is interrupted for each event that tells of its VCMDQs; which they are it reads itself.</summary>
    public IEnumerable<HostAction> TakeQueueErrors(ViommuId viommu)
    {
        while (true)
        {
            yield return HostAction.Request(new ReadVirtualEvent(viommu, Thread.Ticket, VirtualEventKind.HardwareQueues));
            if (((VirtualEventRead)Thread.Answer!).Result != HostResult.Ok) yield break;
            yield return HostAction.Report(new InterruptArrived(_description.Id, InterruptSource.VirtualQueues));
        }
    }

    /// <summary>What an access to the CMDQV unit does, where that traps; null if there is no unit.</summary>
    public IEnumerable<HostAction>? Access(ICmdqvRequest access, TRequester accessor)
    {
        if (_unit is not null) _accessors.Enqueue(accessor);
        return _unit?.Access(access);
    }

    // Numbers that are missing are of events that the viommu lost, before this one or at the end. The guest has one SMMU, and the way
    // through the host is inside of it: where a record found no room it cannot see, and OVFLG says no more than that one found none (7.4).
    private IEnumerable<HostAction> Tell(ViommuId viommu, VirtualEventRead read)
    {
        var lost = ((read.Sequence - _nextEvent.GetValueOrDefault(viommu)) & int.MaxValue) + (read.IsLost ? 1u : 0u);
        _nextEvent[viommu] = (read.Sequence + 1) & int.MaxValue;
        for (; lost > 0 && !_description.Bugs.Has(Bug.VirtualLossUntold); lost--) _events.Lose(Detected(default, default));
        foreach (var action in Interrupt()) yield return action;
        if (read.IsLost) yield break;
        _events.Record(new RecordEvent(read.Event, Detected(read.Event.Id, read.Event.StreamID)));
        foreach (var action in Interrupt()) yield return action;
    }

    private IEnumerable<HostAction> Interrupt()
    {
        if (!_events.OwesInterrupt) yield break;
        _events.OwesInterrupt = false;
        yield return HostAction.Report(new InterruptArrived(_description.Id, InterruptSource.EventQueue));
    }

    private DetectedEventId Detected(EventId what, StreamId stream)
    {
        var detected = new DetectedEventId(((long)_description.Id.Value << 48) | ++_detected);
        var queue = new EventQueueId(EventQueueKind.Events, _description.Id.Value);
        if (_guest.IsOn) _guest.Record(new EventDetected(detected, queue, what, stream, IsStall: false));
        return detected;
    }

    /// <summary>A device leaves: first its name goes, so that no command of the guest reaches it, then what it could reach.</summary>
    public IEnumerable<HostAction> Unplug(UnplugDevice request, TRequester requester)
    {
        _askers[request.Request] = requester;
        return Unplug(request);
    }

    /// <summary>The guest has ended.</summary>
    public IEnumerable<HostAction> ShutDown(ShutDownGuest request, TRequester requester)
    {
        _askers[request.Request] = requester;
        return End(request);
    }

    /// <summary>Who is told what the guest is to know; null if nobody asked.</summary>
    public TRequester? ReaderOf(IIommuProtocol report) => report switch
    {
        InterruptArrived => Handler,
        RegisterRead or RegisterWritten => _accessors.Dequeue(),
        DeviceUnplugged unplugged when _askers.Remove(unplugged.Request, out var asker) => asker,
        GuestShutDown ended when _askers.Remove(ended.Request, out var asker) => asker,
        _ => default,
    };

    private IEnumerable<HostAction> Unplug(UnplugDevice request)
    {
        var index = _devices.FindIndex(device => device.Device == request.Device);
        if (index >= 0)
        {
            foreach (var action in Remove(_devices[index])) yield return action;
        }

        yield return HostAction.Report(new DeviceUnplugged(request.Request, index < 0 ? HostResult.NoEntry : HostResult.Ok));
    }

    private IEnumerable<HostAction> Remove(VirtualSmmuDevice device)
    {
        _devices.Remove(device);
        yield return HostAction.Request(new RemoveVdevice(_description.Viommus[device.Leg], Thread.Ticket, device.Device));
        yield return HostAction.Request(new DetachDevice(device.Device, Thread.Ticket));
        if (_installed.Remove(device.Stream, out var installed))
            yield return HostAction.Request(new DestroyDomain(installed.Domain, Thread.Ticket));
        _asids.Settle(device.Stream, null);
        if (_description.History.IsOn) _description.History.Record(new GuestDeviceRemoved(_description.Guest, device.Device));
    }

    // What the guest can do goes first, then what it could reach.
    private IEnumerable<HostAction> End(ShutDownGuest request)
    {
        foreach (var action in _unit?.End() ?? []) yield return action;
        foreach (var action in _devices.ToArray().SelectMany(Remove)) yield return action;
        var result = HostResult.Ok;
        foreach (var viommu in _description.Viommus)
        {
            yield return HostAction.Request(new DestroyViommu(viommu, Thread.Ticket));
            if (((ViommuDestroyed)Thread.Answer!).Result is var ended and not HostResult.Ok) result = ended;
        }

        yield return HostAction.Report(new GuestShutDown(request.Request, result));
    }

    private void EnableCommands()
    {
        var (wasEnabled, enabled) = (_queue.Enabled, _registers.Cr0InForce.CMDQEN);
        _queue.Configure(_registers.CmdqBase, enabled);
        _registers.Acknowledge(default(Cr0) with { CMDQEN = true }, default(Cr0) with { CMDQEN = enabled });
        if (enabled && !wasEnabled && _guest.IsOn) _guest.Record(new CommandQueueStarted(_id, _queue.Log2Size, _queue.Consumer.Raw));
    }

    private void ConfigureEvents()
    {
        var enabled = _registers.Cr0InForce.EVENTQEN;
        _events.Configure(new ConfigureEventQueue(_registers.EventqBase, enabled, _registers.IrqCtrlAck.EventqIrqen, default));
        _registers.Acknowledge(default(Cr0) with { EVENTQEN = true }, default(Cr0) with { EVENTQEN = enabled });
    }

    private void AcknowledgeError()
    {
        if (_guest.IsOn) _guest.Record(new CommandErrorAcknowledged(_id));
        _queue.AcknowledgeError();
    }

    // 7.1: the queue has stopped, and CONS names the command.
    private InterruptArrived? Stopped()
    {
        if (_guest.IsOn) _guest.Record(new CommandErrored(_id, _queue.Consumer.Raw, _queue.Error));
        var interrupts = _registers.Raise(default(Gerror) with { CmdqErr = true });
        return interrupts ? new InterruptArrived(_description.Id, InterruptSource.GlobalError) : null;
    }
}
