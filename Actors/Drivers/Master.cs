using System.Collections.Immutable;
using System.Diagnostics;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>What a master is made of.</summary>
/// <param name="Device">The device.</param>
/// <param name="Host">What the driver was told of it.</param>
/// <param name="Entries">
/// The stream table entry of each of its StreamIDs, null if that is still to be made; none if the driver refused the device.
/// </param>
/// <param name="Contexts">Its context descriptors: 0 is for DMAs without a PASID.</param>
/// <param name="Rings">The command queues of the SMMUs.</param>
/// <param name="Capabilities">What its SMMU is.</param>
internal sealed record MasterDescription(
    DeviceId Device, HostDevice Host, ImmutableArray<Pa?> Entries, ContextTableBuilder Contexts, ImmutableArray<CommandRing> Rings,
    SmmuCapabilities Capabilities);

/// <summary>
/// A device as the driver sees it: the domain of its traffic and of each of its PASIDs, and how they change (Linux: arm_smmu_attach_dev,
/// arm_smmu_set_pasid). The new domain's invalidations reach the device before its configuration points to the new tables, and the old
/// domain's as long as it may still use the old ones; a failure leaves the old one. Jobs of one device follow each other.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed partial class Master<TRequester>(MasterDescription description, HostDescription host)
{
    private readonly HostIds _ids = HostIds.Of(description.Device);
    private readonly StoreBuffer _memory = new(host.Memory, host.Choices, host.Experiment.History, default);
    private readonly SortedDictionary<SubstreamId, Attachment> _attached = [];
    private readonly Pa?[] _entries = [.. description.Entries];
    private HostResult _result;

    /// <summary>What the traffic of a PASID uses, or, of number 0, that without one.</summary>
    /// <param name="Domain">Which domain.</param>
    /// <param name="Tables">Its tables; null if it has none.</param>
    private readonly record struct Attachment(DomainId Domain, DomainJoined? Tables);

    /// <summary>Jobs, one after the other.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>Who asked for what is under way.</summary>
    public TRequester? Requester { get; private set; }

    private BugSet Bugs => host.Experiment.Bugs;

    private bool HasPasids => _attached.Keys.Any(substream => substream.Value != 0);

    /// <summary>Issues commands.</summary>
    public CommandRun Run(HostAction action) => new(description.Rings, action.Batches, host, _ids, _memory.Operation);

    /// <summary>The job that a request is.</summary>
    public IEnumerable<HostAction> Do(IMasterRequest request, TRequester requester) => request switch
    {
        AttachDevice attach => Attach(attach, requester),
        DetachDevice detach => Detach(detach, requester),
        AttachPasid attach => Set(attach.Request, attach.Substream, attach.Domain, replaces: false, requester),
        ReplacePasid replace => Set(replace.Request, replace.Substream, replace.Domain, replaces: true, requester),
        DetachPasid detach => Detach(detach, requester),
        PrepareMsi prepare => Prepare(prepare, requester),
        QueryAuxiliary query => Query(query, requester),
        EnableAuxiliary enable => Enable(enable, requester),
        AttachAuxiliary attach => Attach(attach, requester),
        DetachAuxiliary detach => Detach(detach, requester),
        QueryAuxiliaryPasid query => Query(query, requester),
        BindGuestTable bind => Bind(bind, requester),
        _ => throw new UnreachableException($"No job is for {request.GetType().Name}."),
    };

    /// <summary>Attaches to a domain instead of what there was.</summary>
    private IEnumerable<HostAction> Attach(AttachDevice request, TRequester requester)
    {
        Begin(requester, Of(default) is null ? OperationKind.Attach : OperationKind.Replace, request.Domain, default);
        _result = description.Entries.IsEmpty ? HostResult.NoDevice : HostResult.Ok;
        foreach (var action in _result == HostResult.Ok ? Move(default, request.Domain) : []) yield return action;
        yield return HostAction.Report(new DeviceAttached(request.Request, End()));
    }

    /// <summary>Lets every DMA without a PASID abort.</summary>
    private IEnumerable<HostAction> Detach(DetachDevice request, TRequester requester)
    {
        Begin(requester, OperationKind.Detach, Of(default)?.Domain ?? default, default);
        _result = Of(default) is null ? HostResult.NoEntry : HostResult.Ok;
        foreach (var action in _result == HostResult.Ok ? Move(default, null) : []) yield return action;
        yield return HostAction.Report(new DeviceDetached(request.Request, End()));
    }

    private Attachment? Of(SubstreamId substream) => _attached.TryGetValue(substream, out var attachment) ? attachment : null;

    // From the domain that there is to another one, or to none.
    private IEnumerable<HostAction> Move(SubstreamId substream, DomainId? domain)
    {
        var (old, target) = (Of(substream), (Attachment?)null);
        if (domain == old?.Domain) yield break;
        if (domain is { } to)
        {
            foreach (var action in PrepareEntries()) yield return action;
            foreach (var action in to == DomainId.Identity ? [] : Join(to, substream)) yield return action;
            if (_result != HostResult.Ok) yield break;
            target = new Attachment(to, to == DomainId.Identity ? null : (DomainJoined)Thread.Answer!);
            foreach (var action in substream == default ? KeepMsi(target.Value) : []) yield return action;
            foreach (var action in _result != HostResult.Ok ? Leave(target, substream) : []) yield return action;
            if (_result != HostResult.Ok) yield break;
        }

        foreach (var action in Switch(substream, target)) yield return action;
        if (domain is not null && host.Experiment.Fires(FaultSite.AnswerNotCopied, $"{description.Device}"))
        {
            foreach (var action in Undo(substream, old)) yield return action;
            (_result, old) = (HostResult.NotTold, Of(substream) == old ? target : old);
        }

        foreach (var action in Leave(old, substream)) yield return action;
    }

    // The old domain has not been left yet, so nothing can refuse the way back. It is an operation of its own for who follows the entries.
    private IEnumerable<HostAction> Undo(SubstreamId substream, Attachment? old)
    {
        var undone = _memory.Operation;
        Begin(Requester!, OperationKind.Other, old?.Domain ?? default, default);
        // Linux 7.2: vfio_df_ioctl_attach_pt detaches the device, also where a PASID was attached or a domain replaced.
        foreach (var action in Bugs.Has(Bug.PasidErrDetachesRid) ? Move(default, null) : Switch(substream, old)) yield return action;
        End();
        _memory.Operation = undone;
    }

    // One member for each cache that has to hear of an invalidation; without one the tag alone matters.
    private IEnumerable<DomainMember> MembersWith(SubstreamId substream) =>
        description.Host.Streams.Take(description.Host.HasAts ? int.MaxValue : 1).Select(stream =>
            new DomainMember(description.Device, description.Host.Smmu, stream, description.Host.HasAts, substream));

    private IEnumerable<HostAction> PrepareEntries()
    {
        for (var index = 0; index < _entries.Length; index++)
        {
            if (_entries[index] is not null) continue;
            var stream = description.Host.Streams[index];
            yield return HostAction.Request(new PrepareStream(description.Host.Smmu, stream, description.Device, Thread.Ticket));
            _entries[index] = ((StreamPrepared)Thread.Answer!).Entry;
        }
    }

    private IEnumerable<HostAction> Join(DomainId domain, SubstreamId substream)
    {
        foreach (var member in MembersWith(substream))
        {
            yield return HostAction.Request(new JoinDomain(domain, Thread.Ticket, member, HasPasids));
            _result = ((DomainJoined)Thread.Answer!).Result;
            if (_result != HostResult.Ok) yield break;
        }
    }

    private IEnumerable<HostAction> Leave(Attachment? left, SubstreamId substream)
    {
        if (left is not { Tables: not null } attachment) yield break;
        foreach (var member in MembersWith(substream))
        {
            yield return HostAction.Request(new LeaveDomain(attachment.Domain, Thread.Ticket, member));
            if (((DomainLeft)Thread.Answer!).Result != HostResult.Ok) Degrade();
        }
    }

    private void Degrade()
    {
        if (_result == HostResult.Ok) _result = HostResult.Degraded;
    }

    private void Begin(TRequester requester, OperationKind kind, DomainId domain, SubstreamId substream)
    {
        (Requester, _memory.Operation) = (requester, _ids.NextOperation());
        if (!_memory.History.IsOn) return;
        _memory.History.Record(new OperationBegan(_memory.Operation, kind, domain)
        {
            Device = description.Device,
            Substream = substream.Value == 0 ? null : substream,
        });
    }

    private HostResult End()
    {
        _memory.Barrier();
        if (_memory.History.IsOn) _memory.History.Record(new OperationEnded(_memory.Operation, _result.Status, _result.Code, 0));
        return _result;
    }
}
