using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// Draws what the clients of a run do, all of it before the run begins: so the same seed does the same work whatever the schedule, and each
/// client's number of operations is drawn before them, so that shrinking takes operations away.
/// </summary>
/// <param name="draw">A number from 0 to count - 1; 0 is the least.</param>
/// <param name="windows">The domains, as the scenario numbers them.</param>
internal sealed class WorkloadPlanner(Func<int, int> draw, IReadOnlyList<DomainWindow> windows)
{
    private const int StormWindow = 8;
    private long _request;

    /// <summary>A number that no other request has.</summary>
    public long NextRequest() => ++_request;

    /// <summary>The clients of a workload.</summary>
    /// <param name="workload">Which.</param>
    /// <param name="number">Its place in the scenario.</param>
    public IEnumerable<ClientPlan> Plan(WorkloadSettings workload, int number) => workload.Kind switch
    {
        WorkloadKind.RandomDma => workload.Devices.Select(device => Of($"dma{number}-{device}", workload, () => Dma(device, workload))),
        WorkloadKind.EventStorm => workload.Devices.Select(
            device => Of($"storm{number}-{device}", workload, () => Stray(device, workload), StormWindow)),
        WorkloadKind.AttachDetach => workload.Devices.Select(device => Of($"attach{number}-{device}", workload, () => Attach(device, workload))),
        WorkloadKind.MapUnmap => Clients(workload).Select(client => MapUnmap($"map{number}-{client}", workload, client)),
        WorkloadKind.PermissionChange => Clients(workload).Select(client => Of($"protect{number}-{client}", workload, () => Protect(workload))),
        WorkloadKind.CommandFlood => Clients(workload).Select(
            client => Of($"flood{number}-{client}", workload, () => new FlushDomain(WindowOf(workload).Domain, Next()))),
        _ => [Of($"reset{number}", workload, () => new StartDriver(Next()))],
    };

    private RequestId Next() => new(NextRequest());

    private DomainWindow WindowOf(WorkloadSettings workload) => windows[workload.Domains[0]];

    private static IEnumerable<int> Clients(WorkloadSettings workload) => Enumerable.Range(0, workload.Clients);

    private ClientPlan Of(string name, WorkloadSettings workload, Func<IIommuProtocol> next, int window = 1)
    {
        var requests = new IIommuProtocol[draw(workload.Operations + 1)];
        for (var i = 0; i < requests.Length; i++) requests[i] = next();
        return new ClientPlan(name, ImmutableArray.Create(requests), window);
    }

    private StartDma Dma(int device, WorkloadSettings workload)
    {
        var window = WindowOf(workload);
        var page = draw(window.Pages);
        var isWrite = draw(4) == 3;
        return DmaTo(device, new Iova(window.AddressOf(page).Value + 8), isWrite);
    }

    // Behind the window nothing is ever mapped.
    private StartDma Stray(int device, WorkloadSettings workload)
    {
        var window = WindowOf(workload);
        return DmaTo(device, window.AddressOf(window.Pages + draw(4)), isWrite: false);
    }

    /// <summary>A DMA of a device.</summary>
    public StartDma DmaTo(int device, Iova address, bool isWrite) => new(
        new DeviceId(device), new TransactionId(NextRequest()), address, new AccessAttributes(isWrite), 8, isWrite ? 0x5AUL : 0);

    private IIommuProtocol Attach(int device, WorkloadSettings workload)
    {
        var target = draw(workload.Domains.Count + 1);
        var id = new DeviceId(device);
        return target == workload.Domains.Count
            ? new DetachDevice(id, Next())
            : new AttachDevice(id, Next(), windows[workload.Domains[target]].Domain);
    }

    private ProtectPages Protect(WorkloadSettings workload)
    {
        var window = WindowOf(workload);
        var page = draw(window.Pages);
        return new ProtectPages(window.Domain, Next(), window.AddressOf(page), window.PageBytes, draw(2) == 1);
    }

    // Its share is no other client's, so it knows what is mapped there.
    private ClientPlan MapUnmap(string name, WorkloadSettings workload, int client)
    {
        var window = WindowOf(workload);
        var (first, end) = (window.Pages * client / workload.Clients, window.Pages * (client + 1) / workload.Clients);
        var isMapped = new bool[window.Pages];
        Array.Fill(isMapped, true);
        return Of(name, first == end ? workload with { Operations = 0 } : workload, () =>
        {
            var page = first + draw(end - first);
            var longest = 1;
            while (page + longest < end && isMapped[page + longest] == isMapped[page] && !window.IsTablePerPage) longest++;
            var pages = 1 + draw(longest);
            var wasMapped = isMapped[page];
            Array.Fill(isMapped, !wasMapped, page, pages);
            return wasMapped
                ? new UnmapPages(window.Domain, Next(), window.AddressOf(page), window.StrideBytes * (ulong)pages)
                : new MapPages(window.Domain, Next(), window.AddressOf(page), window.NewPages(pages), window.PageBytes * (ulong)pages);
        });
    }
}
