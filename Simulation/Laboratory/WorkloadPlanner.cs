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
/// <param name="deviceOf">The device of the machine that a workload means by a number.</param>
/// <param name="virtualSmmuOf">The SMMU that a guest sees a device behind.</param>
/// <param name="firstRequest">Requests count up from here.</param>
internal sealed class WorkloadPlanner(
    Func<int, int> draw, IReadOnlyList<DomainWindow> windows, Func<int, int> deviceOf, Func<int, int> virtualSmmuOf,
    long firstRequest = 0)
{
    // More than 20 bits: no device has such a name.
    private const uint StrayStream = 1u << 20;

    private const int StormWindow = 8;
    private const int StrayPages = 4;
    private const int ReadsPerWrite = 3;
    private long _request = firstRequest;

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
            WorkloadKind.EventStorm => devices.Select(device =>
                Of($"storm{number}-{device}", workload, StrayPages, way => Stray(device, window, way), StormWindow)),
            WorkloadKind.AttachDetach => devices.Select(device =>
                Of($"attach{number}-{device}", workload, workload.Domains.Count + 1, way => Attach(device, workload, way))),
            WorkloadKind.MapUnmap => clients.Select(client => MapUnmap($"map{number}-{client}", workload, client, window)),
            WorkloadKind.PermissionChange => clients.Select(client =>
                Of($"protect{number}-{client}", workload, 2 * window.Pages, way => Protect(window, way))),
            WorkloadKind.CommandFlood => clients.Select(client =>
                Of($"flood{number}-{client}", workload, 1, _ => new FlushDomain(window.Domain, Next()))),
            WorkloadKind.HotUnplug => devices.Select(device => Of($"unplug{number}-{device}", workload, 1, _ => Unplug(device))),
            WorkloadKind.StrayCommands => clients.Select(client =>
                Of($"stray{number}-{client}", workload, StrayPages, StrayCommands)),
            _ => [Of($"reset{number}", workload, 1, _ => new StartDriver(Next()))],
        };
    }

    /// <summary>A DMA of a device.</summary>
    public StartDma DmaTo(int device, Iova address, bool isWrite) => new(
        new DeviceId(deviceOf(device)), new TransactionId(NextRequest()), address, new AccessAttributes(isWrite), 8, isWrite ? 0x5AUL : 0);

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

    // What a guest may say, and then what it may not: the second names no device of its.
    private IssueCommands StrayCommands(int way)
    {
        var first = default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = new Asid(1) };
        var second = default(Command) with { Opcode = CommandOpcode.CfgiCdAll, StreamID = new StreamId(StrayStream + (uint)way) };
        return new IssueCommands(Next(), default, first, second);
    }

    private UnplugDevice Unplug(int device) => new(Next(), new SmmuId(virtualSmmuOf(device)), new DeviceId(deviceOf(device)));

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
        return Of(name, workload, share * longest, way =>
        {
            var (page, pages, most) = (first + (way % share), 1, 1 + (way / share));
            var wasMapped = isMapped[page];
            while (pages < most && page + pages < end && isMapped[page + pages] == wasMapped) pages++;
            Array.Fill(isMapped, !wasMapped, page, pages);
            return wasMapped
                ? new UnmapPages(window.Domain, Next(), window.AddressOf(page), window.StrideBytes * (ulong)pages)
                : new MapPages(window.Domain, Next(), window.AddressOf(page), window.NewPages(pages), window.PageBytes * (ulong)pages);
        });
    }
}
