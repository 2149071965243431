using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>Brings the host's software to where a scenario begins: domains, what is attached, interrupts.</summary>
/// <param name="ask">Who is asked.</param>
/// <param name="scenario">What is to be there.</param>
/// <param name="windows">Receives the domains, as the scenario numbers them.</param>
/// <param name="interrupts">Receives what devices write their interrupts to.</param>
internal sealed class HostSetUp(
    Asker ask, SimulationSettings scenario, List<DomainWindow> windows, Dictionary<int, Iova> interrupts)
{
    /// <summary>The machine's only doorbell.</summary>
    public static Pa Doorbell { get; } = new(0x809_0040);

    /// <summary>Does it; false if something was refused.</summary>
    public bool Run(DataPages data)
    {
        if (ask.Host<DriverStarted>(new StartDriver(ask.Next())) is null) return false;
        foreach (var layout in scenario.Domains)
        {
            if (Make(layout, data) is not { } window) return false;
            windows.Add(window);
            if (!Attach(layout, window.Domain)) return false;
        }

        return Interrupts();
    }

    private DomainWindow? Make(DomainLayout layout, DataPages data)
    {
        var window = new DomainWindow(DomainId.Identity, layout, data);
        if (layout.Identity) return window;
        if (ask.Host<DomainReady>(new CreateDomain(ask.Next(), window.Settings)) is not { } ready) return null;
        window = new DomainWindow(ready.Domain, layout, data);
        if (!ask.MapAll(window)) return null;
        if (layout.GuestDoorbell is not { } there) return window;

        // A guest without a stage 1 of its own programs what it sees.
        var guest = (ulong)there;
        var bind = new BindGuestMsi(ask.Next(), window.Domain, layout.Granule, new Iova(guest), new Ipa(guest), Doorbell);
        return ask.Host<GuestMsiBound>(bind) is null ? null : window;
    }

    private bool Attach(DomainLayout layout, DomainId domain)
    {
        foreach (var device in layout.Devices.Select(device => new DeviceId(device)))
        {
            if (ask.Host<DeviceAttached>(new AttachDevice(device, ask.Next(), domain)) is null) return false;
        }

        foreach (var device in layout.AuxiliaryOf.Select(device => new DeviceId(device)))
        {
            var enable = new EnableAuxiliary(device, ask.Next(), IsEnabled: true);
            if (ask.Host<AuxiliaryEnabled>(enable) is null) return false;
            if (ask.Host<AuxiliaryAttached>(new AttachAuxiliary(device, ask.Next(), domain)) is null) return false;
        }

        foreach (var pasid in layout.Pasids)
        {
            var attach = new AttachPasid(new DeviceId(pasid.Device), ask.Next(), new SubstreamId((uint)pasid.Pasid), domain);
            if (ask.Host<PasidAttached>(attach) is null) return false;
        }

        return true;
    }

    private bool Interrupts()
    {
        foreach (var device in scenario.Workloads.Where(one => one.Kind == WorkloadKind.Msi).SelectMany(one => one.Devices).Distinct())
        {
            var prepare = new PrepareMsi(new DeviceId(device), ask.Next(), Doorbell);
            if (ask.Host<MsiPrepared>(prepare) is not { } prepared) return false;
            interrupts[device] = prepared.Address;
        }

        return true;
    }
}
