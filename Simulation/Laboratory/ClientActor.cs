using System.Collections.Immutable;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>What one client of a workload asks for, in order.</summary>
/// <param name="Name">Of its actor.</param>
/// <param name="Requests">The requests.</param>
/// <param name="Window">How many may be under way at a time.</param>
internal sealed record ClientPlan(string Name, ImmutableArray<IIommuProtocol> Requests, int Window = 1);

/// <summary>What came of the requests of a run.</summary>
internal sealed class ClientCounts
{
    /// <summary>Requests that were answered.</summary>
    public long Answered { get; set; }

    /// <summary>DMAs that reached memory.</summary>
    public long Reached { get; set; }

    /// <summary>DMAs that were terminated.</summary>
    public long Refused { get; set; }

    /// <summary>Operations that ended otherwise than Ok.</summary>
    public long NotOk { get; set; }
}

/// <summary>A client of a workload: a thread of software, or what makes a device access memory.</summary>
internal sealed class ClientActor(ClientPlan plan, ClientCounts counts, IActorRef machine, IActorRef driver, IActorRef? vmm = null)
    : UntypedActor
{
    private readonly HashSet<long> _open = [];
    private int _next;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        while (_open.Count < plan.Window && _next < plan.Requests.Length) Ask();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        var (request, isOk) = message switch
        {
            DmaCompleted dma => (dma.Transaction.Value, Count(dma)),
            PagesMapped mapped => (mapped.Request.Value, mapped.Result == HostResult.Ok),
            PagesUnmapped unmapped => (unmapped.Request.Value, unmapped.Result == HostResult.Ok),
            PagesProtected changed => (changed.Request.Value, changed.Result == HostResult.Ok),
            DomainFlushed flushed => (flushed.Request.Value, flushed.Result == HostResult.Ok),
            DeviceAttached attached => (attached.Request.Value, attached.Result == HostResult.Ok),
            DeviceDetached detached => (detached.Request.Value, detached.Result == HostResult.Ok),
            DeviceUnplugged unplugged => (unplugged.Request.Value, unplugged.Result == HostResult.Ok),
            CommandsEnded ended => (ended.Request.Value, ended.Outcome == CommandsOutcome.Completed),
            DriverStarted started => (started.Request.Value, started.Result == HostResult.Ok),
            _ => (0L, true),
        };
        if (!_open.Remove(request)) return;
        counts.Answered++;
        if (!isOk) counts.NotOk++;
        if (_next < plan.Requests.Length) Ask();
    }

    private bool Count(DmaCompleted dma)
    {
        if (dma.Outcome == DmaOutcome.Completed) counts.Reached++;
        else counts.Refused++;
        return true;
    }

    private void Ask()
    {
        var request = plan.Requests[_next++];
        _open.Add(IdOf(request));
        (request is IDeviceRequest ? machine : request is ISmmuRequest ? vmm! : driver).Tell(request, Self);
    }

    private static long IdOf(IIommuProtocol request) => request switch
    {
        StartDma dma => dma.Transaction.Value,
        MapPages map => map.Request.Value,
        UnmapPages unmap => unmap.Request.Value,
        ProtectPages protect => protect.Request.Value,
        FlushDomain flush => flush.Request.Value,
        AttachDevice attach => attach.Request.Value,
        DetachDevice detach => detach.Request.Value,
        UnplugDevice unplug => unplug.Request.Value,
        IssueCommands issue => issue.Request.Value,
        StartDriver start => start.Request.Value,
        _ => throw new ArgumentException($"A client does not ask for {request.GetType().Name}.", nameof(request)),
    };
}
