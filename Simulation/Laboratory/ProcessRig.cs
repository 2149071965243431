using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Scenarios;
using Akka.Actor;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>
/// A process of a run that has devices by iommufd: one address space of memory of its own, a fault queue for the devices that stall, and
/// what it does with them until it closes the file.
/// </summary>
/// <param name="settings">What the scenario says of it.</param>
/// <param name="devices">Of the machine.</param>
/// <param name="planner">Draws numbers of requests.</param>
/// <param name="draw">A number from 0 to count - 1; 0 is the least.</param>
internal sealed class ProcessRig(
    ProcessSettings settings, IReadOnlyList<DeviceSettings> devices, WorkloadPlanner planner, Func<int, int> draw)
{
    // Each with the domain whose faults the process reads.
    private readonly List<(IommufdId Device, IommufdId Domain)> _stalling = [];
    private readonly DataPages _memory = new(Memory.Base);
    private DomainWindow _window = null!;
    private IommufdId _ioas;

    /// <summary>What it can map.</summary>
    public static (Pa Base, ulong Bytes) Memory { get; } = (new Pa(0x7800_0000), 0x100_0000);

    /// <summary>Everything is mapped and attached; false if something was refused.</summary>
    /// <param name="ask">Who is asked.</param>
    /// <param name="context">Where its reader of page faults lives.</param>
    /// <param name="windows">Receives its address space, which no domain of the host has the name of.</param>
    public bool SetUp(Asker ask, IRunContext context, List<DomainWindow> windows)
    {
        _window = new DomainWindow(DomainId.Identity, new DomainLayout { Pages = settings.Pages }, _memory);
        windows.Add(_window);
        var driver = ask.Driver;
        var reader = context.System.ActorOf(ProducedActor.By(() => new PageFaultReaderActor(driver)), "faults");
        if (Ask(ask, driver, new AllocIoas(Next())) is not { } ioas) return false;
        if (Ask(ask, reader, new AllocFaultQueue(Next())) is not { } faults) return false;
        _ioas = ioas.Id;
        for (var page = 0; page < settings.Pages; page++)
        {
            if (Ask(ask, driver, Map(page)) is null) return false;
        }

        return settings.Devices.All(device => SetUpDevice(ask, device, faults.Id));
    }

    private bool SetUpDevice(Asker ask, int number, IommufdId faults)
    {
        if (Ask(ask, ask.Driver, new BindDevice(Next(), new DeviceId(number))) is not { Id: var device }) return false;
        var to = _ioas;
        if (devices[number].Stalls)
        {
            var make = new AllocHwpt(Next(), device, _ioas, IsNestParent: false, TakesPasids: false, faults);
            if (Ask(ask, ask.Driver, make) is not { } made) return false;
            _stalling.Add((device, to = made.Id));
        }

        return Ask(ask, ask.Driver, new AttachHwpt(Next(), device, default, to)) is not null;
    }

    /// <summary>Its ioctls, one after the other, each one choice of which 0 is none; the last closes the file.</summary>
    public ClientPlan Plan()
    {
        var requests = ImmutableArray.CreateBuilder<IIommuProtocol>();
        var (isUnmapped, isReplaced) = (new bool[settings.Pages], new bool[_stalling.Count]);
        var ways = settings.Pages + _stalling.Count;
        for (var i = 0; i < settings.Operations; i++)
        {
            var way = draw((2 * ways) + 1) - 1;
            if (way < 0 || way >= ways) continue;
            ref var isOther = ref (way < settings.Pages ? ref isUnmapped[way] : ref isReplaced[way - settings.Pages]);
            isOther = !isOther;
            if (way >= settings.Pages) requests.Add(Replace(_stalling[way - settings.Pages], isOther));
            else requests.Add(isOther ? new UnmapIoas(Next(), _ioas, _window.AddressOf(way), _window.PageBytes) : Map(way));
        }

        return new ClientPlan("process", [.. requests, new CloseContext(Next())]);
    }

    // To the domain that the context makes for an address space, which nobody reads faults of, and back.
    private ReplaceHwpt Replace((IommufdId Device, IommufdId Domain) stalling, bool isOther) =>
        new(Next(), stalling.Device, default, isOther ? _ioas : stalling.Domain);

    private MapIoas Map(int page) =>
        new(Next(), _ioas, _window.NewPages(1), _window.PageBytes, _window.AddressOf(page), IsWritable: true);

    private RequestId Next() => new(planner.NextRequest());

    private static IoctlEnded? Ask(Asker ask, IActorRef whom, IIommufdRequest request) =>
        ask.Ask<IoctlEnded>(whom, request, ended => ended.Result == Errno.Ok);

    /// <summary>Reads the fault queue: by turns it says that the page is there now, and that it will not be.</summary>
    private sealed class PageFaultReaderActor(IActorRef driver) : UntypedActor
    {
        // IOMMUFD_PAGE_RESP_SUCCESS and _INVALID of Linux.
        private const uint Success = 0;
        private const uint Invalid = 1;

        private IActorRef? _owner;
        private uint _code = Success;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case AllocFaultQueue alloc:
                    _owner = Sender;
                    driver.Tell(alloc);
                    break;
                case IoctlEnded ended when _owner is not null:
                    _owner.Tell(ended);
                    _owner = null;
                    break;
                case PageFaultDelivered read:
                    driver.Tell(new RespondToFault(default, read.Fault, read.Cookie, _code));
                    _code = _code == Success ? Invalid : Success;
                    break;
            }
        }
    }
}
