using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Viommus;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Drivers;

/// <content>What the driver has for virtual machines.</content>
public sealed partial class DriverActor
{
    private void Create(CreateViommu create)
    {
        var parent = _domains.GetValueOrDefault(create.Parent);
        var state = _state.NewViommu<IActorRef>(create, parent.Settings, out var result);
        if (state is not null)
        {
            var props = ProducedActor.By(() => new ViommuActor(state, _host.Experiment, _machine));
            _viommus.Add((Part(props, $"{state.Id}"), state.Smmu));
        }

        Sender.Tell(new ViommuReady(create.Request, result, state?.Id ?? new ViommuId(-1)));
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
        var (run, request, experiment, machine) = (_state.Run(issue), issue.Request, _host.Experiment, _machine);
        _issuers[request] = Sender;
        Begin(ProducedActor.By(() => new InvalidationActor(run, request, experiment, machine)), null);
    }
}
