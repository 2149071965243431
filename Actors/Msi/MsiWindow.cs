using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Msi;

/// <summary>
/// Doorbells and where devices find them (Linux: iommufd_sw_msi; the window is that of arm-smmu-v3.c, MSI_IOVA_BASE). A doorbell has one
/// place for all domains, and is mapped there in a domain when somebody needs it. One thing follows the other. It outlives the actor.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed class MsiWindow<TRequester>
{
    /// <summary>First address of the window.</summary>
    public const ulong Base = 0x800_0000;

    // A place has the size of the largest page, so that it can be mapped whatever the granule; the window has 1 MiB.
    private const ulong PlaceBytes = 0x1_0000;
    private const ulong PageBytes = 0x1000;
    private const int Places = 16;

    private readonly List<Pa> _doorbells = [];
    private readonly HashSet<(DomainId, int)> _installed = [];
    private readonly Dictionary<DomainId, Binding> _bindings = [];

    /// <summary>A guest's doorbell in a domain of stage 2, and how often it is bound.</summary>
    private sealed record Binding(Iova Address, Ipa GuestDoorbell, Pa Doorbell, Granule Granule, int Users);

    /// <summary>Jobs, one after the other.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>Who asked for what is under way.</summary>
    public TRequester? Requester { get; private set; }

    /// <summary>Gives a doorbell its place.</summary>
    public IEnumerable<HostAction> Place(PlaceDoorbell request, TRequester requester)
    {
        Requester = requester;
        if (_bindings.TryGetValue(request.Domain, out var binding) && binding.Doorbell == request.Doorbell)
        {
            yield return HostAction.Report(new DoorbellPlaced(request.Request, HostResult.Ok, binding.Address, 0));
            yield break;
        }

        var page = new Pa(request.Doorbell.Value & ~(PageBytes - 1));
        if (!_doorbells.Contains(page) && _doorbells.Count < Places) _doorbells.Add(page);
        var place = _doorbells.IndexOf(page);
        var address = new Iova(AddressOf(place) + (request.Doorbell.Value & (PlaceBytes - 1)));
        yield return HostAction.Report(place < 0
            ? new DoorbellPlaced(request.Request, HostResult.NoMemory, default, 0)
            : new DoorbellPlaced(request.Request, HostResult.Ok, address, 1UL << place));
    }

    /// <summary>Maps doorbells in a domain; those that are mapped there stay.</summary>
    public IEnumerable<HostAction> Install(InstallDoorbells request, TRequester requester)
    {
        Requester = requester;
        var (result, offset) = (HostResult.Ok, request.Granule.PageSizeBytes - 1);
        for (var place = 0; place < Places && result == HostResult.Ok; place++)
        {
            if ((request.Doorbells >> place & 1) == 0 || _installed.Contains((request.Domain, place))) continue;
            var page = _doorbells[place].Value & ~offset;
            yield return HostAction.Request(Map(request.Domain, AddressOf(place) + (page & (PlaceBytes - 1)), page, offset + 1));
            result = Mapped;
            if (result == HostResult.Ok) _installed.Add((request.Domain, place));
        }

        if (result == HostResult.Ok && request.From is { } from && _bindings.TryGetValue(from, out var binding)
            && !_bindings.ContainsKey(request.Domain))
        {
            yield return HostAction.Request(Map(request.Domain, binding));
            result = Mapped;
            if (result == HostResult.Ok) _bindings.Add(request.Domain, binding);
        }

        yield return HostAction.Report(new DoorbellsInstalled(request.Request, result));
    }

    /// <summary>Binds a guest's doorbell.</summary>
    public IEnumerable<HostAction> Bind(BindGuestMsi request, TRequester requester)
    {
        Requester = requester;
        var binding = new Binding(request.Address, request.GuestDoorbell, request.Doorbell, request.Granule, 1);
        var offset = request.Granule.PageSizeBytes - 1;
        var result = ((request.GuestDoorbell.Value ^ request.Doorbell.Value) & offset) == 0 ? HostResult.Ok : HostResult.Invalid;
        if (result == HostResult.Ok && _bindings.TryGetValue(request.Domain, out var there))
        {
            result = there with { Users = 1 } == binding ? HostResult.Ok : HostResult.Busy;
            if (result == HostResult.Ok) _bindings[request.Domain] = there with { Users = there.Users + 1 };
        }
        else if (result == HostResult.Ok)
        {
            yield return HostAction.Request(Map(request.Domain, binding));
            result = Mapped;
            if (result == HostResult.Ok) _bindings.Add(request.Domain, binding);
        }

        yield return HostAction.Report(new GuestMsiBound(request.Request, result));
    }

    /// <summary>Unbinds it; the last one unmaps it.</summary>
    public IEnumerable<HostAction> Unbind(UnbindGuestMsi request, TRequester requester)
    {
        Requester = requester;
        var result = HostResult.NoEntry;
        if (_bindings.TryGetValue(request.Domain, out var binding) && binding.Address == request.Address)
        {
            result = HostResult.Ok;
            if (binding.Users > 1) _bindings[request.Domain] = binding with { Users = binding.Users - 1 };
            else
            {
                _bindings.Remove(request.Domain);
                var (page, size) = (binding.GuestDoorbell.Value & ~(binding.Granule.PageSizeBytes - 1), binding.Granule.PageSizeBytes);
                yield return HostAction.Request(new UnmapPages(request.Domain, Thread.Ticket, new Iova(page), size));
                result = ((PagesUnmapped)Thread.Answer!).Result;
            }
        }

        yield return HostAction.Report(new GuestMsiUnbound(request.Request, result));
    }

    // Degraded is what became of a table that went; the page is mapped.
    private HostResult Mapped => ((PagesMapped)Thread.Answer!).Result switch
    {
        HostResult.Degraded => HostResult.Ok,
        var result => result,
    };

    private static ulong AddressOf(int place) => Base + ((ulong)place * PlaceBytes);

    private MapPages Map(DomainId domain, Binding binding)
    {
        var offset = binding.Granule.PageSizeBytes - 1;
        return Map(domain, binding.GuestDoorbell.Value & ~offset, binding.Doorbell.Value & ~offset, offset + 1);
    }

    private MapPages Map(DomainId domain, ulong address, ulong doorbell, ulong sizeBytes) =>
        new(domain, Thread.Ticket, new Iova(address), new Pa(doorbell), sizeBytes);
}
