using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Vmm;

/// <summary>
/// What runs one virtual machine: to the guest's driver it is the machine, with SMMUs that it emulates over viommus (VirtualSmmuProtocol).
/// </summary>
public sealed class VmmActor : UntypedActor
{
    private readonly ImmutableArray<VirtualSmmuDescription> _smmus;
    private readonly Experiment _experiment;
    private readonly IActorRef _host;
    private readonly IActorRef _machine;
    private readonly List<IActorRef> _parts = [];

    /// <param name="smmus">The virtual SMMUs, by the guest's numbers.</param>
    /// <param name="experiment">What a run does to it.</param>
    /// <param name="host">The host's driver.</param>
    /// <param name="machine">The machine, of which the guest reaches page 0 of its VCMDQs.</param>
    public VmmActor(ImmutableArray<VirtualSmmuDescription> smmus, Experiment experiment, IActorRef host, IActorRef machine) =>
        (_smmus, _experiment, _host, _machine) = (smmus, experiment, host, machine);

    /// <summary>A VMM for one guest.</summary>
    public static Props Props(ImmutableArray<VirtualSmmuDescription> smmus, Experiment experiment, IActorRef host, IActorRef machine) =>
        ProducedActor.By(() => new VmmActor(smmus, experiment, host, machine));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var dispatcher = MachineActor.SettingsOf(Context.System).GetString("dispatcher")!;
        foreach (var description in _smmus)
        {
            var state = new VirtualSmmuState<IActorRef>(description);
            var (experiment, host, machine) = (_experiment, _host, _machine);
            var props = ProducedActor.By(() => new VirtualSmmuActor(state, experiment, host, machine)).WithDispatcher(dispatcher);
            _parts.Add(Context.ActorOf(props, $"v{description.Id}"));
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        var smmu = (message as ISmmuRequest)?.Smmu ?? (message as ICmdqvRequest)?.Smmu;
        if (smmu is not { Value: var number } || number < 0 || number >= _parts.Count) Unhandled(message);
        else if (message is ICmdqvRequest access && _smmus[number].Queues?.Mapped(access) is { } direct) _machine.Forward(direct);
        else _parts[number].Forward(message);
    }
}
