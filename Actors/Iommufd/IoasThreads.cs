using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What comes of an address space's work: a message for the domains, for the context, or the answer.</summary>
/// <param name="Message">What is sent.</param>
/// <param name="IsForDomains">To the driver, else to the context.</param>
internal readonly record struct IoasTurn(IIommuProtocol Message, bool IsForDomains);

/// <summary>
/// Requests of one address space that are under way together (IoasProtocol): shared as under domains_rwsem for reading, a domain that comes
/// or goes alone as for writing, and an unmap that waits for an unpin holds nothing. It outlives the actor.
/// </summary>
/// <param name="memory">What is mapped.</param>
/// <param name="reservedRegions">What a device cannot use.</param>
internal sealed class IoasThreads(IUserMemory memory, Func<DeviceId, IReadOnlyList<IovaSpan>> reservedRegions)
{
    private readonly IoasState _state = new();
    private readonly Dictionary<IommufdId, DomainId> _domains = [];
    private readonly Dictionary<RequestId, Job> _waiting = [];
    private readonly Queue<Job> _ready = [];
    private readonly Queue<IoasTurn> _turns = [];
    private int _holders;
    private bool _isExclusive;
    private long _ticket;

    /// <summary>Takes up a request.</summary>
    public void Begin(IIoasRequest request)
    {
        var reply = new Reply();
        var isExclusive = request is IoasAddDomain or IoasRemoveDomain;
        _ready.Enqueue(new Job(request.Ticket, reply, Work(request, reply).GetEnumerator(), isExclusive));
        Advance();
    }

    /// <summary>A domain, or an emulated device, has done what it was asked. What nobody waits for was answered before.</summary>
    public void WasAnswered(RequestId ticket, Errno result)
    {
        if (!_waiting.Remove(ticket, out var job)) return;
        job.Calls.Current.Result = result;
        if (job.Holds) Step(job);
        else _ready.Enqueue(job);
        Advance();
    }

    /// <summary>What is sent next; false if nothing is.</summary>
    public bool TryTake(out IoasTurn turn) => _turns.TryDequeue(out turn);

    private void Advance()
    {
        while (_ready.TryPeek(out var job) && !_isExclusive && (!job.IsExclusive || _holders == 0))
        {
            _ready.Dequeue();
            (job.Holds, _isExclusive) = (true, job.IsExclusive);
            _holders++;
            Step(job);
        }
    }

    private void Step(Job job)
    {
        if (!job.Calls.MoveNext())
        {
            Release(job);
            var (result, iova, size) = (job.Reply.Result, job.Reply.Iova, job.Reply.SizeBytes);
            _turns.Enqueue(new IoasTurn(new IoasEnded(job.Ticket, result, new Iova(iova), size), IsForDomains: false));
            return;
        }

        var ticket = new RequestId(++_ticket);
        _waiting.Add(ticket, job);
        _turns.Enqueue(job.Calls.Current switch
        {
            MapCall map => new IoasTurn(
                new MapPages(_domains[map.Hwpt], ticket, new Iova(map.Iova), map.Output, map.SizeBytes, map.IsWritable), true),
            UnmapCall unmap => new IoasTurn(
                new UnmapPages(_domains[unmap.Hwpt], ticket, new Iova(unmap.Iova), unmap.SizeBytes), true),
            UnpinCall unpin => new IoasTurn(
                new UnpinRequested(ticket, unpin.Access, new Iova(unpin.Span.First), new Iova(unpin.Span.Last)), false),
            var call => throw new System.Diagnostics.UnreachableException($"an address space does not {call.GetType().Name}"),
        });
        if (job.Calls.Current is UnpinCall) Release(job);
    }

    private void Release(Job job)
    {
        job.Holds = false;
        _holders--;
        if (job.IsExclusive) _isExclusive = false;
    }

    private IEnumerable<KernelCall> Work(IIoasRequest request, Reply reply)
    {
        switch (request)
        {
            case IoasMap map:
                var pages = new MappedPages(memory, map.Memory.Value, map.IsWritable);
                return _state.Map(reply, [new PagesPart(pages, 0, map.SizeBytes)], map.Address?.Value, map.IsWritable);
            case IoasUnmap { IsAll: true }:
                return _state.UnmapAll(reply);
            case IoasUnmap unmap:
                return _state.Unmap(reply, new IovaSpan(unmap.First.Value, unmap.Last.Value));
            case IoasAddDomain add:
                _domains[add.Hwpt] = add.Domain;
                var aperture = new IovaSpan(add.First.Value, add.Last.Value);
                return _state.AddDomain(reply, new DomainView(add.Hwpt, aperture, add.PageBytes));
            case IoasRemoveDomain remove:
                return _state.RemoveDomain(remove.Hwpt);
            case IoasRemoveAccess remove:
                return _state.RemoveAccess(remove.Access);
            default:
                return AtOnce(request, reply);
        }
    }

    // Done when it is its turn, without asking anybody.
    private IEnumerable<KernelCall> AtOnce(IIoasRequest request, Reply reply)
    {
        switch (request)
        {
            case IoasReserve reserve:
                reply.Result = _state.Reserve(reservedRegions(reserve.Device), reserve.Owner);
                break;
            case IoasUnreserve unreserve:
                _state.Unreserve(unreserve.Owner);
                break;
            case IoasAddAccess add:
                var alignment = add.IsNotified || add.Locks ? IUserMemory.PageBytes : 1;
                reply.Result = _state.AddAccess(add.Access, new AccessView(alignment, add.IsNotified, add.Locks));
                break;
            case IoasPin { IsContiguous: true } pin:
                reply.Result = _state.PinQueue(pin.Access, new IovaSpan(pin.Address.Value, pin.Address.Value + (pin.SizeBytes - 1)));
                break;
            case IoasPin pin:
                reply.Result = _state.Pin(pin.Access, pin.Address.Value, pin.SizeBytes, pin.IsWritten);
                break;
            case IoasUnpin unpin:
                reply.Result = _state.Unpin(unpin.Access, unpin.Address.Value, unpin.SizeBytes);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"an address space is not asked to {request.GetType().Name}");
        }

        yield break;
    }

    private sealed class Job(RequestId ticket, Reply reply, IEnumerator<KernelCall> calls, bool isExclusive)
    {
        public RequestId Ticket { get; } = ticket;

        public Reply Reply { get; } = reply;

        public IEnumerator<KernelCall> Calls { get; } = calls;

        public bool IsExclusive { get; } = isExclusive;

        public bool Holds { get; set; }
    }
}
