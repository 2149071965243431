using System.Diagnostics;
using ActorIommu.Actors.Domains;
using ActorIommu.Actors.Iommufd;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Msi;
using ActorIommu.Actors.Viommus;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// The host software above all SMMUs of a machine (DriverProtocol): it builds what stands for each SMMU, each device and each domain,
/// supervises them, and passes requests on to the one that they name.
/// </summary>
/// <param name="host">What there is.</param>
/// <param name="machine">The machine.</param>
public sealed class DriverActor(HostDescription host, IActorRef machine) : UntypedActor
{
    private readonly DriverState _state = new(host);
    private readonly Config _settings = MachineActor.SettingsOf(Context.System);
    private readonly List<IActorRef> _smmus = [];
    private readonly List<IActorRef> _masters = [];
    private readonly Dictionary<DomainId, (IActorRef Domain, DomainSettings Settings, bool IsNested)> _domains = [];
    private readonly List<(IActorRef Viommu, SmmuId Smmu)> _viommus = [];
    private readonly Dictionary<RequestId, IActorRef> _issuers = [];
    private readonly Dictionary<(DomainId, RequestId), IActorRef> _destroyers = [];
    private readonly DriverStart<IActorRef> _start = new();
    private IActorRef? _iommufd;
    private IActorRef _msi = null!;
    private IActorRef? _listener;

    /// <summary>A driver of this machine. It makes its tables when it starts; it is not restarted.</summary>
    public static Props Props(HostDescription host, IActorRef machine) => ProducedActor.By(() => new DriverActor(host, machine));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        _settings.GetInt("restarts-per-part"), Timeout.Infinite,
        cause => cause is UnreachableException ? Directive.Escalate : Directive.Restart);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        for (var i = 0; i < host.Smmus.Length; i++)
        {
            var driver = _state.NewSmmuDriver(new SmmuId(i));
            _smmus.Add(Part(ProducedActor.By(() => new SmmuDriverActor(driver, host.Experiment, machine)), $"driver{i}"));
        }

        for (var i = 0; i < host.Devices.Length; i++)
        {
            var master = _state.NewMaster<IActorRef>(new DeviceId(i));
            _masters.Add(Part(ProducedActor.By(() => new MasterActor(master, host.Experiment, machine)), $"master{i}"));
        }

        if (ContextDescription.Of(host) is { } context) _iommufd = Part(IommufdActor.Props(context, Self), "iommufd");
        var window = new MsiWindow<IActorRef>();
        _msi = Part(ProducedActor.By(() => new MsiActor(window, host.Experiment)), "msi");
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DestroyDomain destroy when _domains.TryGetValue(destroy.Domain, out var doomed):
                _destroyers[(destroy.Domain, destroy.Request)] = Sender;
                doomed.Domain.Tell(destroy);
                break;
            case IDomainRequest request when _domains.TryGetValue(request.Domain, out var known):
                known.Domain.Forward(message);
                break;
            case IViommuRequest request when request.Viommu.Value >= 0 && request.Viommu.Value < _viommus.Count:
                ToViommu(request);
                break;
            case CreateViommu create:
                Create(create);
                break;
            case IssueCommands issue when issue.Smmu.Value >= 0 && issue.Smmu.Value < _smmus.Count:
                Issue(issue);
                break;
            case CommandsEnded ended:
                if (_issuers.Remove(ended.Request, out var issuer)) issuer.Tell(ended);
                break;
            case ISmmuDriverRequest request:
                _smmus[request.Smmu.Value].Forward(message);
                break;
            case ReturnInterface back:
                Sender.Tell(_state.Return(back));
                break;
            case IDomainRequest unknown when unknown.WithoutDomain is { } refusal:
                Sender.Tell(refusal);
                break;
            case IMsiRequest:
                _msi.Forward(message);
                break;
            case IMasterRequest request when request.Device.Value >= 0 && request.Device.Value < _masters.Count:
                _masters[request.Device.Value].Forward(message);
                break;
            case CreateDomain create:
                Create(create);
                break;
            case DomainDestroyed destroyed:
                Destroyed(destroyed);
                break;
            case StartDriver start:
                _start.Begin(start, Sender, _smmus.Count);
                foreach (var smmu in _smmus) smmu.Tell(StartSmmu.Instance);
                break;
            case SmmuStarted started:
                if (_start.TryEnd(started, out var answer, out var starter)) starter.Tell(answer);
                break;
            case IIommufdRequest or UnpinDone when _iommufd is not null:
                _iommufd.Forward(message);
                break;
            case ListenForFaults:
                _listener = Sender;
                break;
            case FaultReported fault:
                _listener?.Tell(message);
                if (fault.Event.Stall && _iommufd is not null) _iommufd.Tell(fault);
                else if (fault.Event.Stall) Sender.Tell(StalledFaults.Answer(fault, isThere: false));
                else foreach (var (viommu, _) in _viommus.Where(one => one.Smmu == fault.Smmu)) viommu.Tell(message);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Create(CreateDomain create)
    {
        var description = _state.NewDomain(create.Settings, out var result);
        if (description is not null)
        {
            var state = new DomainState<IActorRef>(description);
            var domain = Begin(ProducedActor.By(() => new DomainActor(state, host.Experiment, machine)), $"{description.Id}");
            _domains.Add(description.Id, (domain, create.Settings, false));
        }

        Sender.Tell(new DomainReady(create.Request, result, description?.Id ?? new DomainId(-1)));
    }

    private void Create(CreateViommu create)
    {
        var parent = _domains.GetValueOrDefault(create.Parent);
        var state = _state.NewViommu<IActorRef>(create, parent.Settings, out var result);
        if (state is not null)
        {
            var props = ProducedActor.By(() => new ViommuActor(state, host.Experiment, machine));
            _viommus.Add((Part(props, $"{state.Id}"), state.Smmu));
        }

        Sender.Tell(new ViommuReady(create.Request, result, state?.Id ?? new ViommuId(-1), state?.Queues?.Interface));
    }

    // A nested domain is the viommu's, and has a name like every other.
    private void ToViommu(IViommuRequest request)
    {
        var viommu = _viommus[request.Viommu.Value].Viommu;
        if (request is CreateNestedDomain create) request = create with { Domain = _state.NewNestedDomain() };
        if (request is CreateNestedDomain { Domain: var domain }) _domains.Add(domain, (viommu, default, true));
        viommu.Forward(request);
    }

    private void Issue(IssueCommands issue)
    {
        var (run, request) = (_state.Run(issue), issue.Request);
        _issuers[request] = Sender;
        Begin(ProducedActor.By(() => new InvalidationActor(run, request, host.Experiment, machine)), null);
    }

    private void Destroyed(DomainDestroyed destroyed)
    {
        if (destroyed.Result == HostResult.Ok && _domains.Remove(destroyed.Domain, out var ended) && !ended.IsNested)
        {
            Context.Stop(ended.Domain);
            if (destroyed.IsClean) _state.Free(destroyed.Domain, ended.Settings);
        }

        if (_destroyers.Remove((destroyed.Domain, destroyed.Request), out var destroyer)) destroyer.Tell(destroyed);
    }

    private IActorRef Part(Props props, string name) => Context.Watch(Begin(props, name));

    private IActorRef Begin(Props props, string? name) => Context.ActorOf(props.WithDispatcher(_settings.GetString("dispatcher")!), name);
}
