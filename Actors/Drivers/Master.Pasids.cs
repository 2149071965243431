using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>
/// PASIDs (PasidProtocol; Linux: iommu_attach_device_pasid and iommu_replace_device_pasid for what is refused, arm_smmu_set_pasid).
/// </content>
internal sealed partial class Master<TRequester>
{
    /// <summary>Lets the DMAs of a PASID abort. The last one may take the table of context descriptors out of use.</summary>
    private IEnumerable<HostAction> Detach(DetachPasid request, TRequester requester)
    {
        Begin(requester, OperationKind.Detach, Of(request.Substream)?.Domain ?? default, request.Substream);
        _result = !IsPasid(request.Substream) ? HostResult.Invalid : Of(request.Substream) is null ? HostResult.NoEntry : HostResult.Ok;
        foreach (var action in _result == HostResult.Ok ? Move(request.Substream, null) : []) yield return action;
        foreach (var domain in _auxiliary.Keys.Where(domain => _auxiliary[domain] == request.Substream).ToList()) _auxiliary.Remove(domain);
        yield return HostAction.Report(new PasidDetached(request.Request, End()));
    }

    // A PASID that is attached is replaced, or one that is not is attached; never the other way round.
    private IEnumerable<HostAction> Set(RequestId request, SubstreamId substream, DomainId domain, bool replaces, TRequester requester)
    {
        var isAttached = Of(substream) is not null;
        Begin(requester, isAttached ? OperationKind.Replace : OperationKind.Attach, domain, substream);
        if (!Allows(substream, domain) || (replaces && !isAttached)) _result = HostResult.Invalid;
        else _result = replaces || !isAttached ? HostResult.Ok : HostResult.Busy;
        foreach (var action in _result == HostResult.Ok ? Move(substream, domain) : []) yield return action;
        yield return HostAction.Report(new PasidAttached(request, End()));
    }

    // Under stage 2 there is no table of context descriptors, and it would translate all PASIDs alike (IHI 0070 5.2, Config).
    private bool Allows(SubstreamId substream, DomainId domain) =>
        IsPasid(substream) && domain != DomainId.Identity && Of(default)?.Tables is not { Stage: Stage.Two };

    private bool IsPasid(SubstreamId substream) =>
        !description.Entries.IsEmpty && substream.Value != 0 && substream.Value >> description.Contexts.Log2Count == 0;
}
