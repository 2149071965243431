using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// Draws what the clients of a run do, all of it before the run begins: so the same seed does the same work whatever the schedule. Each
/// operation is one choice, of which 0 is none: so shrinking takes any operation away without touching the others.
/// </summary>
/// <param name="draw">A number from 0 to count - 1; 0 is the least.</param>
/// <param name="windows">The domains, as the scenario numbers them.</param>
/// <param name="history">Who is told of pages.</param>
internal sealed class WorkloadPlanner(Func<int, int> draw, IReadOnlyList<DomainWindow> windows, IHistory history)
{
    private const int StormWindow = 8;
    private const int StrayPages = 4;
    private const int ReadsPerWrite = 3;
    private long _request;

    /// <summary>A number that no other request has.</summary>
    public long NextRequest() => ++_request;

    /// <summary>The clients of a workload.</summary>
    /// <param name="workload">Which.</param>
    /// <param name="number">Its place in the scenario.</param>
    public IEnumerable<ClientPlan> Plan(WorkloadSettings workload, int number)
    {
        var window = windows[workload.Domains[0]];
        var (devices, clients) = (workload.Devices, Enumerable.Range(0, workload.Clients));
        return workload.Kind switch
        {
            WorkloadKind.RandomDma => devices.Select(device =>
                Of($"dma{number}-{device}", workload, window.Pages * (ReadsPerWrite + 1), way => Dma(device, window, way))),
            WorkloadKind.AtsDma => devices.Select(device => Of(
                $"ats{number}-{device}", workload, window.Pages * (ReadsPerWrite + 1),
                way => Dma(device, window, way) with { UsesAts = true })),
            WorkloadKind.EventStorm => devices.Select(device =>
                Of($"storm{number}-{device}", workload, StrayPages, way => Stray(device, window, way), StormWindow)),
            WorkloadKind.AttachDetach => devices.Select(device =>
                Of($"attach{number}-{device}", workload, workload.Domains.Count + 1, way => Attach(device, workload, way))),
            WorkloadKind.MapUnmap => clients.Select(client => MapUnmap($"map{number}-{client}", workload, client, window)),
            WorkloadKind.PermissionChange => clients.Select(client =>
                Of($"protect{number}-{client}", workload, 2 * window.Pages, way => Protect(window, way))),
            WorkloadKind.CommandFlood => clients.Select(client =>
                Of($"flood{number}-{client}", workload, 1, _ => new FlushDomain(window.Domain, Next()))),
            _ => [Of($"reset{number}", workload, 1, _ => new StartDriver(Next()))],
        };
    }

    /// <summary>A DMA of a device.</summary>
    public StartDma DmaTo(int device, Iova address, bool isWrite) => new(
        new DeviceId(device), new TransactionId(NextRequest()), address, new AccessAttributes(isWrite), 8, isWrite ? 0x5AUL : 0);

    private RequestId Next() => new(NextRequest());

    // As many ways again are none: so runs differ in length, too.
    private ClientPlan Of(string name, WorkloadSettings workload, int ways, Func<int, IIommuProtocol> make, int window = 1)
    {
        var requests = ImmutableArray.CreateBuilder<IIommuProtocol>(workload.Operations);
        for (var i = 0; i < workload.Operations; i++)
        {
            var way = draw((2 * ways) + 1);
            if (way != 0 && way <= ways) requests.Add(make(way - 1));
        }

        return new ClientPlan(name, requests.ToImmutable(), window);
    }

    private StartDma Dma(int device, DomainWindow window, int way) =>
        DmaTo(device, new Iova(window.AddressOf(way % window.Pages).Value + 8), way / window.Pages == ReadsPerWrite);

    // Behind the window nothing is ever mapped.
    private StartDma Stray(int device, DomainWindow window, int way) =>
        DmaTo(device, window.AddressOf(window.Pages + way), isWrite: false);

    private IIommuProtocol Attach(int device, WorkloadSettings workload, int way) => way == workload.Domains.Count
        ? new DetachDevice(new DeviceId(device), Next())
        : new AttachDevice(new DeviceId(device), Next(), windows[workload.Domains[way]].Domain);

    private ProtectPages Protect(DomainWindow window, int way) =>
        new(window.Domain, Next(), window.AddressOf(way / 2), window.PageBytes, way % 2 == 1);

    // Its share is no other client's, so it knows what is mapped there.
    private ClientPlan MapUnmap(string name, WorkloadSettings workload, int client, DomainWindow window)
    {
        var (first, end) = (window.Pages * client / workload.Clients, window.Pages * (client + 1) / workload.Clients);
        var (share, longest) = (end - first, window.IsTablePerPage ? 1 : end - first);
        var isMapped = new bool[window.Pages];
        Array.Fill(isMapped, true);
        if (share == 0) return new ClientPlan(name, []);
        var pages = new OwnedPages(window.PageBytes, history);
        for (var page = first; page < end; page++) pages.Add(window.AddressOf(page), window.Outputs[page]);
        var plan = Of(name, workload, share * longest, way =>
        {
            var (page, count, most) = (first + (way % share), 1, 1 + (way / share));
            var wasMapped = isMapped[page];
            while (count < most && page + count < end && isMapped[page + count] == wasMapped) count++;
            Array.Fill(isMapped, !wasMapped, page, count);
            return wasMapped
                ? new UnmapPages(window.Domain, Next(), window.AddressOf(page), window.StrideBytes * (ulong)count)
                : new MapPages(window.Domain, Next(), window.AddressOf(page), window.NewPages(count), window.PageBytes * (ulong)count);
        });
        return plan with { Pages = pages };
    }
}
