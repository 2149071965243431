using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>A device as workloads name it.</summary>
/// <param name="Device">Which device of the machine.</param>
/// <param name="Smmu">The SMMU that its software sees it behind.</param>
/// <param name="Aliases">StreamIDs that it has besides the first.</param>
/// <param name="Stream">The first.</param>
internal readonly record struct PlannedDevice(DeviceId Device, SmmuId Smmu, int Aliases, StreamId Stream);

/// <summary>
/// Draws what the clients of a run do, all of it before the run begins: so the same seed does the same work whatever the schedule. Each
/// operation is one choice, of which 0 is none: so shrinking takes any operation away without touching the others.
/// </summary>
/// <param name="draw">A number from 0 to count - 1; 0 is the least.</param>
/// <param name="windows">The domains, as the scenario numbers them.</param>
/// <param name="devices">The devices, by the numbers that workloads have for them.</param>
/// <param name="history">Who is told of pages.</param>
/// <param name="firstRequest">Requests count up from here.</param>
internal sealed class WorkloadPlanner(
    Func<int, int> draw, IReadOnlyList<DomainWindow> windows, ImmutableArray<PlannedDevice> devices, IHistory history,
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
        var (places, clients) = (workload.Devices, Enumerable.Range(0, workload.Clients));
        return workload.Kind switch
        {
            WorkloadKind.RandomDma => places.Select(device =>
                Of($"dma{number}-{device}", workload, DmasOf(device, window), way => Dma(device, workload, window, way))),
            WorkloadKind.AtsDma => places.Select(device => Of(
                $"ats{number}-{device}", workload, window.Pages * (ReadsPerWrite + 1),
                way => Dma(device, workload, window, way) with { UsesAts = true })),
            WorkloadKind.EventStorm => places.Select(device =>
                Of($"storm{number}-{device}", workload, StrayPages, way => Stray(device, window, way), StormWindow)),
            WorkloadKind.AttachDetach => places.Select(device =>
                workload.Pasid == 0
                    ? Of($"attach{number}-{device}", workload, workload.Domains.Count + 1, way => Attach(device, workload, way))
                    : Of($"pasid{number}-{device}", workload, (2 * workload.Domains.Count) + 1, way => AttachPasid(device, workload, way))),
            WorkloadKind.Msi => places.Select(device => Of($"msi{number}-{device}", workload, 1, _ => Interrupt(device))),
            WorkloadKind.Auxiliary => places.Select(device =>
                Of($"auxiliary{number}-{device}", workload, 2 * workload.Domains.Count, way => Auxiliary(device, workload, way))),
            WorkloadKind.DomainTurnover => places.Select(device => Turnover($"turnover{number}-{device}", workload, device, window)),
            WorkloadKind.MapUnmap => clients.Select(client => MapUnmap($"map{number}-{client}", workload, client, window)),
            WorkloadKind.PermissionChange => clients.Select(client =>
                Of($"protect{number}-{client}", workload, 2 * window.Pages, way => Protect(window, way))),
            WorkloadKind.CommandFlood => clients.Select(client =>
                Of($"flood{number}-{client}", workload, 1, _ => new FlushDomain(window.Domain, Next()))),
            WorkloadKind.HotUnplug => places.Select(device => Of($"unplug{number}-{device}", workload, 1, _ => Unplug(device))),
            WorkloadKind.Reboot => places.Select(device => Reboots($"reboot{number}-{device}", workload, device)),
            WorkloadKind.ShutDown => [ShutDown($"shutDown{number}", window)],
            WorkloadKind.StrayCommands => clients.Select(client =>
                Of($"stray{number}-{client}", workload, StrayPages, StrayCommands)),
            _ => [Of($"reset{number}", workload, 1, _ => new StartDriver(Next()))],
        };
    }

    /// <summary>A DMA of a device.</summary>
    public StartDma DmaTo(int device, Iova address, bool isWrite) => new(
        devices[device].Device, new TransactionId(NextRequest()), address, new AccessAttributes(isWrite), 8, isWrite ? 0x5AUL : 0);

    /// <summary>What each device writes its interrupts to.</summary>
    public Dictionary<int, Iova> Interrupts { get; } = [];

    private StartDma Interrupt(int device) => new(
        devices[device].Device, new TransactionId(NextRequest()), Interrupts[device], new AccessAttributes(IsWrite: true), 4, 1);

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

    private int DmasOf(int device, DomainWindow window) =>
        window.Pages * (ReadsPerWrite + 1) * (1 + devices[device].Aliases);

    private StartDma Dma(int device, WorkloadSettings workload, DomainWindow window, int way)
    {
        var (page, kind) = (way % window.Pages, way / window.Pages);
        var dma = DmaTo(device, new Iova(window.AddressOf(page).Value + 8), kind % (ReadsPerWrite + 1) == ReadsPerWrite);
        return dma with
        {
            Substream = workload.Pasid == 0 ? null : new SubstreamId((uint)workload.Pasid),
            Alias = kind / (ReadsPerWrite + 1),
        };
    }

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

    // The driver takes its queue of hardware down and up again, and commands for it follow: what a device did not answer by the next start
    // is then still owed.
    private ClientPlan Reboots(string name, WorkloadSettings workload, int device)
    {
        var (first, second) = (default(Command) with { Opcode = CommandOpcode.TlbiNhAsid }, default(Command) with
        {
            Opcode = CommandOpcode.AtcInv,
            StreamID = devices[device].Stream,
            Size = Command.SizeAll,
        });
        var requests = ImmutableArray.CreateBuilder<IIommuProtocol>();
        for (var i = 0; i < workload.Operations; i++)
        {
            if (draw(2) == 0) continue;
            requests.Add(new StartDriver(Next()));
            requests.Add(new IssueCommands(Next(), devices[device].Smmu, first, second));
        }

        return new ClientPlan(name, requests.ToImmutable());
    }

    private ClientPlan ShutDown(string name, DomainWindow parent)
    {
        if (draw(2) == 0) return new ClientPlan(name, []);
        return new ClientPlan(name, [
            new ShutDownGuest(Next(), default), new CreateViommu(Next(), default, parent.Domain, HasQueues: true)]);
    }

    private UnplugDevice Unplug(int device) => new(Next(), devices[device].Smmu, devices[device].Device);

    private IIommuProtocol Attach(int device, WorkloadSettings workload, int way) => way == workload.Domains.Count
        ? new DetachDevice(new DeviceId(device), Next())
        : new AttachDevice(new DeviceId(device), Next(), windows[workload.Domains[way]].Domain);

    private IIommuProtocol AttachPasid(int device, WorkloadSettings workload, int way)
    {
        var (name, substream) = (new DeviceId(device), new SubstreamId((uint)workload.Pasid));
        if (way == 2 * workload.Domains.Count) return new DetachPasid(name, Next(), substream);
        var domain = windows[workload.Domains[way % workload.Domains.Count]].Domain;
        return way < workload.Domains.Count
            ? new AttachPasid(name, Next(), substream, domain)
            : new ReplacePasid(name, Next(), substream, domain);
    }

    private IIommuProtocol Auxiliary(int device, WorkloadSettings workload, int way)
    {
        var domain = windows[workload.Domains[way % workload.Domains.Count]].Domain;
        return way < workload.Domains.Count
            ? new DetachAuxiliary(new DeviceId(device), Next(), domain)
            : new AttachAuxiliary(new DeviceId(device), Next(), domain);
    }

    // Domains are numbered as they are made, and nobody else makes any.
    private ClientPlan Turnover(string name, WorkloadSettings workload, int device, DomainWindow window)
    {
        var requests = ImmutableArray.CreateBuilder<IIommuProtocol>();
        var (domain, made) = (window.Domain, windows.Count(one => one.Domain != DomainId.Identity));
        for (var i = 0; i < workload.Operations; i++)
        {
            if (draw(2) == 0) continue;
            requests.Add(new DetachDevice(new DeviceId(device), Next()));
            requests.Add(new DestroyDomain(domain, Next()));
            requests.Add(new CreateDomain(Next(), window.Settings));
            domain = new DomainId(made++);
            for (var page = 0; page < window.Pages; page++)
                requests.Add(new MapPages(domain, Next(), window.AddressOf(page), window.NewPages(1), window.PageBytes));
            requests.Add(new AttachDevice(new DeviceId(device), Next(), domain));
        }

        return new ClientPlan(name, requests.ToImmutable());
    }

    private ProtectPages Protect(DomainWindow window, int way) =>
        new(window.Domain, Next(), window.AddressOf(way / 2), window.PageBytes, way % 2 == 1);

    // Its share is no other client's, so it knows what is mapped there.
    private ClientPlan MapUnmap(string name, WorkloadSettings workload, int client, DomainWindow window)
    {
        var (first, end) = (window.Pages * client / workload.Clients, window.Pages * (client + 1) / workload.Clients);
        if (first == end) return new ClientPlan(name, []);
        var pages = new OwnedPages(window.MapsBlocks ? window.StrideBytes : window.PageBytes, history);
        for (var page = first; page < end; page++) pages.Add(window.AddressOf(page), window.Outputs[page], window.PageBytes);
        var plan = window.MapsBlocks
            ? Of(name, workload, 2 * (end - first), Blocks(window, first, end))
            : Of(name, workload, (end - first) * (window.IsTablePerPage ? 1 : end - first), Runs(window, first, end));
        return plan with { Pages = pages };
    }

    private Func<int, IIommuProtocol> Runs(DomainWindow window, int first, int end)
    {
        var (share, isMapped) = (end - first, new bool[window.Pages]);
        Array.Fill(isMapped, true);
        return way =>
        {
            var (page, count, most) = (first + (way % share), 1, 1 + (way / share));
            var wasMapped = isMapped[page];
            while (count < most && page + count < end && isMapped[page + count] == wasMapped) count++;
            Array.Fill(isMapped, !wasMapped, page, count);
            return wasMapped
                ? new UnmapPages(window.Domain, Next(), window.AddressOf(page), window.StrideBytes * (ulong)count)
                : new MapPages(window.Domain, Next(), window.AddressOf(page), window.NewPages(count), window.PageBytes * (ulong)count);
        };
    }

    // What was mapped is unmapped as a whole; then the page comes, or the block that it begins.
    private Func<int, IIommuProtocol> Blocks(DomainWindow window, int first, int end)
    {
        var (share, mapped) = (end - first, new ulong[window.Pages]);
        Array.Fill(mapped, window.PageBytes);
        return way =>
        {
            var (page, isBlock) = (first + (way % share), way >= share);
            var (address, was) = (window.AddressOf(page), mapped[page]);
            mapped[page] = was != 0 ? 0 : isBlock ? window.StrideBytes : window.PageBytes;
            if (was != 0) return new UnmapPages(window.Domain, Next(), address, was);
            return new MapPages(window.Domain, Next(), address, isBlock ? window.NewBlock() : window.NewPages(1), mapped[page]);
        };
    }
}
