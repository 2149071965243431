using ActorIommu.Actors.Drivers;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Viommus;

/// <content>What takes several steps, one thing after the other: hardware queues, and names that hardware has to know.</content>
internal sealed partial class ViommuState<TRequester>
{
    private const int ErrorDepth = 1;

    private readonly Queue<TRequester> _askers = [];
    private readonly VirtualEventQueue _errors = new(ErrorDepth);
    private bool _isStarted;
    private bool _hasEnded;

    /// <summary>Its virtual interface; null if it has none.</summary>
    public HardwareQueues? Queues => queues;

    /// <summary>Its jobs.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>Brings the virtual interface up, once; true if the first action is to be done.</summary>
    public bool TryStart()
    {
        if (queues is null || _isStarted) return false;
        _isStarted = true;
        return Thread.Add(queues.Start(Thread));
    }

    /// <summary>Issues commands with the SMMU's own queue.</summary>
    public CommandRun Run(HostAction action) => new([rings.First(ring => ring.Smmu == smmu)], action.Batches, host, _ids, default);

    /// <summary>What a request is done by, if that takes several steps; its only report is the answer.</summary>
    public IEnumerable<HostAction>? JobOf(IViommuRequest request) => (request, queues) switch
    {
        (DestroyViommu destroy, _) => End(destroy),
        (AddVdevice add, { } own) => Add(add, own),
        (RemoveVdevice remove, { } own) => Remove(remove, own),
        (AllocateHardwareQueue allocate, { } own) => own.Allocate(allocate, Thread),
        (DestroyHardwareQueue destroy, { } own) => own.Destroy(destroy, Thread),
        (AllocateHardwareQueue allocate, null) =>
            [HostAction.Report(new HardwareQueueReady(allocate.Request, HostResult.Unsupported))],
        (DestroyHardwareQueue destroy, null) => [HostAction.Report(new HardwareQueueDestroyed(destroy.Request, HostResult.NoEntry))],
        _ => null,
    };

    /// <summary>A job for somebody; true if its first action is to be done.</summary>
    public bool Begin(IEnumerable<HostAction> job, TRequester asker)
    {
        _askers.Enqueue(asker);
        return Thread.Add(job);
    }

    /// <summary>Who the next report is for.</summary>
    public TRequester TakeAsker() => _askers.Dequeue();

    /// <summary>VCMDQs of the guest stand with an error; true if nothing waited before.</summary>
    public bool Report(VirtualQueuesFailed failed)
    {
        var wasEmpty = _errors.Count == 0;
        _errors.Report(failed.Queues);
        return wasEmpty;
    }

    // Linux: iommufd_viommu_destroy, which users of it keep from coming about.
    private IEnumerable<HostAction> End(DestroyViommu request)
    {
        var isUsed = _vdevices.Count > 0 || _nested.Count > 0 || queues is { HasQueues: true };
        var result = _hasEnded ? HostResult.NoEntry : isUsed ? HostResult.Busy : HostResult.Ok;
        _hasEnded |= result == HostResult.Ok;
        foreach (var action in result == HostResult.Ok && queues is { } own ? own.End(Thread) : []) yield return action;
        yield return HostAction.Report(new ViommuDestroyed(request.Request, result));
    }

    // A command with the name may come as soon as hardware knows it.
    private IEnumerable<HostAction> Add(AddVdevice request, HardwareQueues own)
    {
        var result = Add(request);
        if (result == HostResult.Ok)
        {
            foreach (var action in own.Add(request.Stream, StreamOf(request.Device))) yield return action;
        }

        yield return HostAction.Report(new VdeviceAdded(request.Request, result));
    }

    private IEnumerable<HostAction> Remove(RemoveVdevice request, HardwareQueues own)
    {
        if (NameOf(request.Device) is not null)
        {
            foreach (var action in own.Remove(StreamOf(request.Device))) yield return action;
        }

        yield return HostAction.Report(new VdeviceRemoved(request.Request, Remove(request.Device)));
    }
}
