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
    private readonly List<IActorRef> _parts = [];

    /// <param name="smmus">The virtual SMMUs, by the guest's numbers.</param>
    /// <param name="experiment">What a run does to it.</param>
    /// <param name="host">The host's driver.</param>
    public VmmActor(ImmutableArray<VirtualSmmuDescription> smmus, Experiment experiment, IActorRef host) =>
        (_smmus, _experiment, _host) = (smmus, experiment, host);

    /// <summary>A VMM for one guest.</summary>
    public static Props Props(ImmutableArray<VirtualSmmuDescription> smmus, Experiment experiment, IActorRef host) =>
        ProducedActor.By(() => new VmmActor(smmus, experiment, host));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var dispatcher = MachineActor.SettingsOf(Context.System).GetString("dispatcher")!;
        foreach (var description in _smmus)
        {
            var state = new VirtualSmmuState<IActorRef>(description);
            var (experiment, host) = (_experiment, _host);
            var props = ProducedActor.By(() => new VirtualSmmuActor(state, experiment, host)).WithDispatcher(dispatcher);
            _parts.Add(Context.ActorOf(props, $"v{description.Id}"));
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is ISmmuRequest request && request.Smmu.Value >= 0 && request.Smmu.Value < _parts.Count)
            _parts[request.Smmu.Value].Forward(message);
        else Unhandled(message);
    }
}
