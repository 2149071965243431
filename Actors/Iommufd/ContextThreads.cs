using System.Collections.Immutable;
using System.Diagnostics;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Whom a message of a context is for.</summary>
internal enum ContextAudience : byte
{
    /// <summary>Who asked, or is to be asked.</summary>
    User,

    /// <summary>The driver of the SMMUs.</summary>
    Driver,

    /// <summary>An address space.</summary>
    Ioas,

    /// <summary>Nobody: an address space begins.</summary>
    NewIoas,

    /// <summary>Nobody: an address space has ended.</summary>
    EndedIoas,
}

/// <summary>What comes of a context's work.</summary>
/// <param name="Audience">For whom.</param>
/// <param name="Message">What is sent.</param>
/// <param name="User">Which user.</param>
/// <param name="Ioas">Which address space.</param>
internal readonly record struct ContextTurn<TUser>(
    ContextAudience Audience, IIommuProtocol? Message = null, TUser? User = default, IommufdId Ioas = default);

/// <summary>
/// What one context of iommufd does (IommufdProtocol): ioctls on objects one after the other, and beside them those that an address space
/// does on its own. It outlives the actor. Not modelled: IOAS_COPY between two address spaces, and hardware queues of viommus: they
/// have no message, though <see cref="IommufdState"/> has them.
/// </summary>
/// <typeparam name="TUser">How to reach a user.</typeparam>
internal sealed partial class ContextThreads<TUser>
    where TUser : class
{
    private readonly IommufdState _state;
    private readonly ContextDescription _description;
    private readonly Dictionary<IommufdId, DomainId> _domains = [];
    private readonly Dictionary<IommufdId, ViommuId> _viommus = [];
    private readonly Dictionary<IommufdId, TUser> _owners = [];
    private readonly Queue<Job> _jobs = [];
    private readonly Queue<ContextTurn<TUser>> _turns = [];
    private readonly Dictionary<RequestId, SpaceJob> _inSpaces = [];
    private readonly Dictionary<RequestId, (IommufdId Ioas, RequestId Ticket)> _unpins = [];
    private readonly StalledFaults _stalls = new();
    private readonly HashSet<(DeviceId, SubstreamId)> _attached = [];
    private readonly Dictionary<RequestId, IommufdId> _reads = [];
    private RequestId _awaited;
    private bool _isWaiting;
    private long _ticket;
    private (CloseContext Request, TUser User)? _close;

    public ContextThreads(ContextDescription description)
    {
        _description = description;
        _state = new IommufdState(description.Rules, description.Devices, description.Experiment);
    }

    /// <summary>What is sent next; false if nothing is.</summary>
    public bool TryTake(out ContextTurn<TUser> turn) => _turns.TryDequeue(out turn);

    /// <summary>The SMMU's driver has done what it was asked.</summary>
    public void WasAnswered(IHostAnswer answer)
    {
        if (answer is VirtualEventRead read)
        {
            Deliver(read);
            return;
        }

        if (!_isWaiting || answer.Request != _awaited) return;
        var (call, result) = (_jobs.Peek().Calls.Current, Errnos.Of(answer));
        switch (call)
        {
            case CreateDomainCall create when result == Errno.Ok:
                _domains[create.Hwpt.Id] = ((DomainReady)answer).Domain;
                break;
            case CreateViommuCall create when result == Errno.Ok:
                _viommus[create.Viommu.Id] = ((ViommuReady)answer).Viommu;
                break;
            case AttachCall attached when result == Errno.Ok:
                _attached.Add((attached.Device.Device, attached.Pasid));
                break;
            case DetachCall detached:
                _attached.Remove((detached.Device.Device, detached.Pasid));
                break;
            case FreeDomainCall or FreeViommuCall or RemoveVdeviceCall when result != Errno.Ok:
                throw new UnreachableException($"{call.GetType().Name} of what nobody uses: {result}");
        }

        Ended(result);
    }

    /// <summary>An address space has done what it was asked.</summary>
    public void SpaceAnswered(IoasEnded ended)
    {
        if (!_inSpaces.Remove(ended.Ticket, out var job))
        {
            if (_isWaiting && ended.Ticket == _awaited) Ended(ended.Result);
            return;
        }

        foreach (var held in job.Held) held.Release();
        if (_inSpaces.Count == 0 && _close is { } close) Enqueue(close.User, close.Request, _state.Close);
        Tell(job.User, new IoctlEnded(job.Request, ended.Result, default, ended.Address, ended.SizeBytes));
    }

    /// <summary>An address space wants an emulated device to unpin.</summary>
    public void UnpinIsWanted(IommufdId ioas, UnpinRequested request)
    {
        var ticket = NextTicket();
        _unpins.Add(ticket, (ioas, request.Ticket));
        Tell(_owners[request.Access], request with { Ticket = ticket });
    }

    /// <summary>The emulated device has.</summary>
    public void Unpinned(UnpinDone done)
    {
        if (_unpins.Remove(done.Ticket, out var asked)) TellIoas(asked.Ioas, new UnpinDone(asked.Ticket));
    }

    private void TellDriver(IIommuProtocol message) => _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.Driver, message));

    private void Enqueue(TUser user, IIommufdRequest request, Func<Reply, IEnumerable<KernelCall>> ioctl)
    {
        var reply = new Reply();
        _jobs.Enqueue(new Job(user, request, reply, ioctl(reply).GetEnumerator()));
        Advance();
    }

    private void Advance()
    {
        while (!_isWaiting && _jobs.TryPeek(out var job))
        {
            if (job.Calls.MoveNext())
            {
                if (!AtOnce(job.Calls.Current)) Send(job.Calls.Current);
                continue;
            }

            _jobs.Dequeue();
            Tell(job.User, EndOf(job.Request, job.Reply));
        }
    }

    private static IoctlEnded EndOf(IIommufdRequest request, Reply reply) =>
        new(request.Request, reply.Result, reply.Id, new Iova(reply.Iova), reply.SizeBytes, reply.Handled);

    private void Ended(Errno result)
    {
        _jobs.Peek().Calls.Current.Result = result;
        _isWaiting = false;
        Advance();
    }

    // What nobody has to answer.
    private bool AtOnce(KernelCall call)
    {
        switch (call)
        {
            case RespondCall respond:
                TellDriver(_stalls.End(respond.Device, respond.Last.Group, respond.Answer == FaultAnswer.Success));
                return true;
            case FreeIoasCall free:
                _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.EndedIoas, Ioas: free.Ioas.Id));
                return true;
            default:
                return false;
        }
    }

    private void Send(KernelCall call)
    {
        (_awaited, _isWaiting) = (NextTicket(), true);
        if (call is IoasCall inSpace) TellIoas(inSpace.Ioas.Id, RequestOf(inSpace, _awaited));
        else _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.Driver, MessageOf(call, _awaited)));
    }

    private IIommuProtocol MessageOf(KernelCall call, RequestId ticket) => call switch
    {
        CreateDomainCall { Hwpt: PagingHwpt paging } => new CreateDomain(ticket, SettingsOf(paging)),
        CreateDomainCall { Hwpt: NestedHwpt { Viommu: { } viommu } nested } =>
            new CreateNestedDomain(_viommus[viommu.Id], ticket, EntryOf(nested.Config)),
        CreateViommuCall { Viommu: var viommu } => new CreateViommu(ticket, viommu.Smmu, _domains[viommu.Parent.Id]),
        FreeViommuCall { Viommu: var viommu } => new DestroyViommu(_viommus[viommu.Id], ticket),
        AddVdeviceCall { Vdevice: var vdevice } => new AddVdevice(
            _viommus[vdevice.Viommu.Id], ticket, vdevice.Device.Traits.Device, new VirtualStreamId((uint)vdevice.VirtualId)),
        RemoveVdeviceCall { Vdevice: var vdevice } =>
            new RemoveVdevice(_viommus[vdevice.Viommu.Id], ticket, vdevice.Device.Traits.Device),
        ForwardCall forward => new InvalidateViommu(
            _viommus[forward.Viommu.Id], ticket, AddressOf(forward.First), forward.Commands.Length),
        FreeDomainCall free => new DestroyDomain(_domains[free.Hwpt.Id], ticket),
        AttachCall attach when attach.Pasid == DeviceGroup.NoPasid =>
            new AttachDevice(attach.Device.Device, ticket, _domains[attach.Hwpt.Id]),
        AttachCall attach when _attached.Contains((attach.Device.Device, attach.Pasid)) =>
            new ReplacePasid(attach.Device.Device, ticket, attach.Pasid, _domains[attach.Hwpt.Id]),
        AttachCall attach => new AttachPasid(attach.Device.Device, ticket, attach.Pasid, _domains[attach.Hwpt.Id]),
        DetachCall detach when detach.Pasid == DeviceGroup.NoPasid => new DetachDevice(detach.Device.Device, ticket),
        DetachCall detach => new DetachPasid(detach.Device.Device, ticket, detach.Pasid),
        _ => throw new UnreachableException($"a driver does not {call.GetType().Name}"),
    };

    private IIoasRequest RequestOf(IoasCall call, RequestId ticket) => call switch
    {
        AddDomainCall { Domain: var view } => new IoasAddDomain(
            ticket, view.Id, _domains[view.Id], new Iova(view.Aperture.First), new Iova(view.Aperture.Last), view.PageBytes),
        RemoveDomainCall remove => new IoasRemoveDomain(ticket, remove.Hwpt),
        ReserveCall reserve => new IoasReserve(ticket, reserve.Device.Id, reserve.Device.Traits.Device),
        UnreserveCall unreserve => new IoasUnreserve(ticket, unreserve.Device.Id),
        AddAccessCall add => new IoasAddAccess(ticket, add.Access.Id, add.Access.View.IsNotified, add.Access.View.Locks),
        RemoveAccessCall remove => new IoasRemoveAccess(ticket, remove.Access.Id),
        PinQueueCall { Span: var span } pin => new IoasPin(
            ticket, pin.Access.Id, new Iova(span.First), span.Last - span.First + 1, IsWritten: false, IsContiguous: true),
        UnpinQueueCall { Span: var span } unpin => new IoasUnpin(
            ticket, unpin.Access.Id, new Iova(span.First), span.Last - span.First + 1),
        _ => throw new UnreachableException($"an address space does not {call.GetType().Name}"),
    };

    private static DomainSettings SettingsOf(PagingHwpt hwpt)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(hwpt.Shape.Aperture.Last);
        return new DomainSettings(hwpt.Shape.Stage, Granule.K4, bits, IsNestParent: hwpt.IsNestParent);
    }

    private static StreamTableEntry EntryOf(NestedConfig config) => default(StreamTableEntry) with { D0 = config.D0, D1 = config.D1 };

    // Of a command of the ioctl that is under way.
    private Pa AddressOf(int command) =>
        new(((InvalidateHwpt)_jobs.Peek().Request).Commands.Value + ((ulong)command * Command.SizeBytes));

    private void Tell(TUser user, IIommuProtocol message) => _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.User, message, user));

    private void TellIoas(IommufdId ioas, IIommuProtocol message) =>
        _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.Ioas, message, Ioas: ioas));

    private RequestId NextTicket() => new(++_ticket);

    private sealed record Job(TUser User, IIommufdRequest Request, Reply Reply, IEnumerator<KernelCall> Calls);

    private sealed record SpaceJob(TUser User, RequestId Request, ImmutableArray<IommufdObject> Held);
}
