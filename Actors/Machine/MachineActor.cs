using System.Diagnostics;
using ActorIommu.Actors.CommandQueues;
using ActorIommu.Actors.Devices;
using ActorIommu.Actors.Events;
using ActorIommu.Actors.Smmu;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Cmdqv;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Actors.Machine;

/// <summary>
/// The board. It builds and names every part, supervises all of them, and passes requests on to the SMMU or the device that
/// they name. A part that crashes is restarted with its state, as hardware would keep it; one that crashes again and again, or
/// finds an invariant broken, ends the machine. A machine is not built twice: its parts have used what they would be made of.
/// </summary>
public sealed class MachineActor : UntypedActor
{
    private static readonly Config Defaults =
        ConfigurationFactory.FromResource("ActorIommu.Actors.reference.conf", typeof(MachineActor).Assembly);

    private readonly MachineDescription _description;
    private readonly Config _settings;
    private readonly List<IActorRef> _smmus = [];
    private readonly Dictionary<SmmuId, IActorRef> _cmdqvs = [];
    private readonly List<IActorRef> _devices = [];

    /// <param name="description">What to build.</param>
    public MachineActor(MachineDescription description)
    {
        _description = description;
        _settings = SettingsOf(Context.System);
    }

    /// <summary>The settings that the actors read, with their defaults: reference.conf of this assembly.</summary>
    public static Config DefaultConfig() => Defaults;

    // Injected into the system's settings they could be lost: Akka.NET does not guard those against another who injects.
    internal static Config SettingsOf(ActorSystem system) =>
        system.Settings.Config.WithFallback(Defaults).GetConfig("actor-iommu.machine")!;

    /// <summary>A machine of this description. Its parts keep their state in it, so it serves for one machine only.</summary>
    public static Props Props(MachineDescription description) => ProducedActor.By(() => new MachineActor(description));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        _settings.GetInt("restarts-per-part"), Timeout.Infinite,
        cause => cause is UnreachableException ? Directive.Escalate : Directive.Restart);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var rung = new DoorbellState<IActorRef>();
        var doorbell = Part(ProducedActor.By(() => new DoorbellActor(rung, _description.Experiment)), "doorbell");
        for (var i = 0; i < _description.Smmus.Length; i++) _smmus.Add(BuildSmmu(new SmmuId(i), _description.Smmus[i], doorbell));
        for (var i = 0; i < _description.Devices.Length; i++) _devices.Add(BuildDevice(new DeviceId(i), _description.Devices[i], doorbell));
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IDeviceRequest request when request.Device.Value >= 0 && request.Device.Value < _devices.Count:
                _devices[request.Device.Value].Forward(message);
                break;
            case ISmmuRequest request when request.Smmu.Value >= 0 && request.Smmu.Value < _smmus.Count:
                _smmus[request.Smmu.Value].Forward(message);
                break;
            case ICmdqvRequest request when _cmdqvs.TryGetValue(request.Smmu, out var cmdqv):
                cmdqv.Forward(message);
                break;
            case Terminated:
                // A board without one of its parts is no machine: who watches it learns that the run is over.
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private IActorRef BuildSmmu(SmmuId id, SmmuDescription description, IActorRef doorbell)
    {
        var (memory, capabilities, run) = (_description.Memory, description.Core.Capabilities, _description.Experiment);
        var bearsSizes = capabilities.Idr3.BBML == BreakBeforeMakeLevel.Level2;
        var loses = _description.SoftwareKnowsErrata && run.Bugs.Has(Quirk.TlbiRaceSurvives);
        if (run.History.IsOn) run.History.Record(new SmmuAdded(id, bearsSizes, loses));
        var line = new InterruptLine(id, _description.Doorbell, memory, run.Bugs);
        var (choices, bugs) = (description.Core.Implementation.Choices, description.Core.Implementation.Bugs);
        var commands = new CommandQueueState<IActorRef>(
            new CommandQueue(capabilities, bugs), memory, capabilities, new QueueId(id, 0), run, choices);
        var events = new EventQueueState<IActorRef>(
            new EventQueue(capabilities, choices), memory, new EventQueueId(EventQueueKind.Events, id.Value), run);
        var pages = new PageRequestQueueState<IActorRef>(
            new PageRequestQueue(capabilities), memory, new EventQueueId(EventQueueKind.PageRequests, id.Value), run.History);
        var timeout = _settings.GetTimeSpan("atc-invalidation-timeout");
        var state = new SmmuState<IActorRef>(description.Core, memory, description.Granularity, id, run);
        var commandQueue = Part(ProducedActor.By(() => new CommandQueueActor(commands, run, line, doorbell, timeout)), $"{id}-cmdq");
        var eventQueue = Part(ProducedActor.By(() => new EventQueueActor(events, run, line, doorbell)), $"{id}-evtq");
        var pageQueue = Part(ProducedActor.By(() => new PageRequestQueueActor(pages, run, line, doorbell)), $"{id}-priq");
        var smmu = Part(
            ProducedActor.By(() => new SmmuActor(state, run, line, commandQueue, eventQueue, pageQueue, doorbell)), $"{id}");
        if (description.Cmdqv is { } parameters)
        {
            var unit = new CmdqvState<IActorRef>(new CmdqvBlock(parameters, capabilities, bugs), memory, capabilities, smmu, id, run);
            _cmdqvs[id] = Part(ProducedActor.By(() => new CmdqvActor(unit, run, commandQueue, doorbell, timeout)), $"{id}-cmdqv");
        }

        return smmu;
    }

    private IActorRef BuildDevice(DeviceId id, DeviceDescription description, IActorRef doorbell)
    {
        var (smmu, run) = (_smmus[description.Smmu.Value], _description.Experiment);
        var state = new DeviceState<IActorRef>(
            id, description.Smmu, [description.Stream, .. description.Aliases], _description.Memory, _description.Doorbell, run.History,
            description.AtcEntries, run);
        state.Endpoint.IsAtsEnabled = description.BeginsWithAts;
        foreach (var stream in run.History.IsOn ? description.Aliases.Insert(0, description.Stream) : [])
            run.History.Record(new DeviceAdded(id, description.Smmu, stream));
        return Part(ProducedActor.By(() => new DeviceActor(state, run, smmu, doorbell)), $"{id}");
    }

    private IActorRef Part(Props props, string name) =>
        Context.Watch(Context.ActorOf(props.WithDispatcher(_settings.GetString("dispatcher")!), name));
}
