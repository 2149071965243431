using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>Auxiliary domains (AuxiliaryProtocol): a PASID that the driver picks, and nothing else.</content>
internal sealed partial class Master<TRequester>
{
    private readonly Dictionary<DomainId, SubstreamId> _auxiliary = [];
    private bool _hasAuxiliary;

    /// <summary>Says what the device can do.</summary>
    private IEnumerable<HostAction> Query(QueryAuxiliary request, TRequester requester)
    {
        Requester = requester;
        yield return HostAction.Report(new AuxiliaryKnown(request.Request, description.Contexts.Log2Count > 0, _hasAuxiliary));
    }

    /// <summary>Turns auxiliary domains on or off.</summary>
    private IEnumerable<HostAction> Enable(EnableAuxiliary request, TRequester requester)
    {
        Requester = requester;
        var result = description.Contexts.Log2Count == 0 ? HostResult.NoDevice
            : _auxiliary.Count > 0 && !request.IsEnabled ? HostResult.Busy : HostResult.Ok;
        if (result == HostResult.Ok) _hasAuxiliary = request.IsEnabled;
        yield return HostAction.Report(new AuxiliaryEnabled(request.Request, result));
    }

    /// <summary>Attaches a domain to the first PASID that is free.</summary>
    private IEnumerable<HostAction> Attach(AttachAuxiliary request, TRequester requester)
    {
        var substream = FreePasid();
        Begin(requester, OperationKind.Attach, request.Domain, substream);
        _result = !_hasAuxiliary ? HostResult.NoDevice
            : _auxiliary.ContainsKey(request.Domain) ? HostResult.Exists
            : substream == default ? HostResult.NoMemory
            : Allows(substream, request.Domain) ? HostResult.Ok : HostResult.Invalid;
        foreach (var action in _result == HostResult.Ok ? Move(substream, request.Domain) : []) yield return action;
        if (_result is not (HostResult.Ok or HostResult.Degraded)) substream = default;
        else _auxiliary.Add(request.Domain, substream);
        yield return HostAction.Report(new AuxiliaryAttached(request.Request, End(), substream));
    }

    /// <summary>Takes a domain from its PASID.</summary>
    private IEnumerable<HostAction> Detach(DetachAuxiliary request, TRequester requester)
    {
        var isThere = _auxiliary.Remove(request.Domain, out var substream);
        Begin(requester, isThere ? OperationKind.Detach : OperationKind.Other, request.Domain, substream);
        _result = isThere ? HostResult.Ok : HostResult.NoEntry;
        foreach (var action in isThere ? Move(substream, null) : []) yield return action;
        yield return HostAction.Report(new AuxiliaryDetached(request.Request, End()));
    }

    /// <summary>Says which PASID a domain has.</summary>
    private IEnumerable<HostAction> Query(QueryAuxiliaryPasid request, TRequester requester)
    {
        Requester = requester;
        var result = _auxiliary.TryGetValue(request.Domain, out var substream) ? HostResult.Ok : HostResult.NoEntry;
        yield return HostAction.Report(new AuxiliaryPasidKnown(request.Request, result, substream));
    }

    /// <summary>Refuses: there is no stage 2 of one PASID.</summary>
    private IEnumerable<HostAction> Bind(BindGuestTable request, TRequester requester)
    {
        Requester = requester;
        var result = _auxiliary.ContainsKey(request.Domain) ? HostResult.Unsupported : HostResult.NoEntry;
        yield return HostAction.Report(new GuestTableBound(request.Request, result));
    }

    // 0 if there is none.
    private SubstreamId FreePasid()
    {
        for (var number = 1u; number >> description.Contexts.Log2Count == 0; number++)
        {
            if (Of(new SubstreamId(number)) is null) return new SubstreamId(number);
        }

        return default;
    }
}
