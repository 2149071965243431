using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>What a scenario of kind 'simulation' simulates.</summary>
public sealed record SimulationSettings
{
    /// <summary>Address spaces that host software makes.</summary>
    [Description("Address spaces that host software makes before anything else. Workloads name them by their place, from 0.")]
    public required IReadOnlyList<DomainLayout> Domains { get; init; }

    /// <summary>What happens side by side.</summary>
    [Description("What happens, all of it side by side. How much of it, and with which pages, follows from the seed.")]
    public required IReadOnlyList<WorkloadSettings> Workloads { get; init; }

    /// <summary>A virtual machine.</summary>
    [Description("A virtual machine with devices of its own. Its domains for stage 2 follow the domains above in number.")]
    public GuestSettings? Guest { get; init; }

    /// <summary>A process with devices of its own.</summary>
    [Description("A process that has devices by iommufd. Its address space follows the domains above in number, for randomDma alone.")]
    public ProcessSettings? Process { get; init; }

    /// <summary>Faults that may be injected.</summary>
    [Description("Faults that may be injected; none if left out.")]
    public IReadOnlyList<FaultSettings> Faults { get; init; } = [];

    /// <summary>Liberties that hardware may take.</summary>
    [Description("Liberties that hardware may take; all if left out.")]
    public IReadOnlyList<Freedom>? Freedoms { get; init; }

    /// <summary>Time may pass while there is something to do.</summary>
    [Description("Timers may fire while there is something to do, as on a slow machine; else time passes only when nothing is left to do.")]
    public bool TimersRace { get; init; }

    /// <summary>A second phase.</summary>
    [Description("When the workloads are over faults stop, and each attached device must reach a page that is mapped then.")]
    public bool Heals { get; init; }
}

/// <summary>An address space: a window of pages in it, all mapped at first.</summary>
public sealed record DomainLayout
{
    /// <summary>Which stage translates.</summary>
    [Description("Which stage translates.")]
    public Stage Stage { get; init; } = Stage.One;

    /// <summary>Page size of its tables.</summary>
    [Description("Page size of its tables: k4, k16 or k64.")]
    public Granule Granule { get; init; } = Granule.K4;

    /// <summary>How many pages the window has.</summary>
    [Description("How many pages workloads use. They lie across the border of two tables.")]
    [Range(1, 64)]
    public required int Pages { get; init; }

    /// <summary>One table for each page.</summary>
    [Description("Each page lies in a table of its own, and is unmapped with it, so that the table is freed and used again.")]
    public bool TablePerPage { get; init; }

    /// <summary>The window is a block.</summary>
    [Description("The window is in one block at first, of which unmaps split pages off. Needs capabilities with BBML: level2.")]
    public bool Block { get; init; }

    /// <summary>Pages become blocks.</summary>
    [Description("Each page begins a span of one table; it is mapped alone or as that block, which takes the place of its empty table.")]
    public bool MapsBlocks { get; init; }

    /// <summary>Who else uses the tables.</summary>
    [Description("CPUs share the tables, so invalidations do not say at which level something changed.")]
    public bool Shared { get; init; }

    /// <summary>When an unmap returns.</summary>
    [Description("strict: unmap returns when the invalidation is over. lazy: addresses wait for a flush.")]
    public InvalidationMode Mode { get; init; }

    /// <summary>No tables.</summary>
    [Description("There are no tables: addresses are passed on as they are. Stage, granule, mode and tablePerPage do not matter then.")]
    public bool Identity { get; init; }

    /// <summary>How much its invalidations take along.</summary>
    [Description("How much its invalidations take along, where stage 1 translates: asid, anyAsid or everything.")]
    public InvalidationReach Invalidates { get; init; }

    /// <summary>Devices that are attached before anything happens.</summary>
    [Description("Devices that are attached before anything happens.")]
    public IReadOnlyList<int> Devices { get; init; } = [];

    /// <summary>Where a guest has its doorbell.</summary>
    [Description("Where a guest that has this domain of stage 2 has its doorbell; it is bound to the host's. None if left out.")]
    public long? GuestDoorbell { get; init; }

    /// <summary>Devices that it is an auxiliary domain of.</summary>
    [Description("Devices that have it as an auxiliary domain before anything happens; each picks its lowest PASID that is free.")]
    public IReadOnlyList<int> AuxiliaryOf { get; init; } = [];

    /// <summary>PASIDs that are attached before anything happens.</summary>
    [Description("PASIDs of devices that are attached before anything happens.")]
    public IReadOnlyList<PasidSettings> Pasids { get; init; } = [];
}

/// <summary>A PASID of a device.</summary>
public sealed record PasidSettings
{
    /// <summary>Of which device.</summary>
    [Description("Of which device.")]
    public required int Device { get; init; }

    /// <summary>Its number.</summary>
    [Description("Its number.")]
    [Range(1, 1023)]
    public required int Pasid { get; init; }
}

/// <summary>When an unmap returns.</summary>
public enum InvalidationMode
{
    /// <summary>When the invalidation is over.</summary>
    Strict,

    /// <summary>At once; addresses wait for a flush.</summary>
    Lazy,
}

/// <summary>What a workload does.</summary>
public enum WorkloadKind
{
    /// <summary>Each device reads and writes pages of a domain's window.</summary>
    RandomDma,

    /// <summary>Each device reads and writes pages of a domain's window by its own translation cache.</summary>
    AtsDma,

    /// <summary>Each client unmaps runs of its share of a domain's window, and maps them again to other memory.</summary>
    MapUnmap,

    /// <summary>Each client takes the permission to write from pages of a domain's window, or gives it.</summary>
    PermissionChange,

    /// <summary>Each device is attached to one of the domains, or detached.</summary>
    AttachDetach,

    /// <summary>Each device accesses addresses where nothing is mapped, several at a time.</summary>
    EventStorm,

    /// <summary>Each client invalidates everything of a domain.</summary>
    CommandFlood,

    /// <summary>The driver brings every SMMU up again.</summary>
    Reset,

    /// <summary>Each device raises an interrupt: it writes to the address that it was given for the doorbell.</summary>
    Msi,

    /// <summary>Each device gets one of the domains as an auxiliary one, or loses it.</summary>
    Auxiliary,

    /// <summary>The device is detached, its domain ended, and a new one made, mapped and attached in its place.</summary>
    DomainTurnover,

    /// <summary>Each client of a guest issues commands for a device that the guest does not have, behind one that is in order.</summary>
    StrayCommands,

    /// <summary>Each device is taken away from its guest.</summary>
    HotUnplug,

    /// <summary>A guest that is alone with its queues invalidates the cache of a device, and brings its driver up again.</summary>
    Reboot,

    /// <summary>The guest ends, and another viommu comes in the place of its.</summary>
    ShutDown,
}

/// <summary>A workload: clients of one kind.</summary>
public sealed record WorkloadSettings
{
    /// <summary>What it does.</summary>
    [Description("What it does.")]
    public required WorkloadKind Kind { get; init; }

    /// <summary>At most so many operations of each client.</summary>
    [Description("At most so many operations of each client; a run draws how many.")]
    [Range(1, 10_000)]
    public required int Operations { get; init; }

    /// <summary>Which domains it is about.</summary>
    [Description("Which domain it is about; of attachDetach the domains that it chooses from.")]
    public IReadOnlyList<int> Domains { get; init; } = [0];

    /// <summary>Which devices it uses.</summary>
    [Description("Which devices it uses, each a client of its own. For randomDma, atsDma, attachDetach, eventStorm and domainTurnover.")]
    public IReadOnlyList<int> Devices { get; init; } = [];

    /// <summary>Which PASID of them.</summary>
    [Description("Which PASID of the devices, for randomDma, atsDma and attachDetach; 0 is their traffic without one.")]
    [Range(0, 1023)]
    public int Pasid { get; init; }

    /// <summary>It is not side by side with the others.</summary>
    [Description("It begins when nothing is left to do of the others: what is stale then stays stale.")]
    public bool Last { get; init; }

    /// <summary>How many clients work side by side.</summary>
    [Description("How many clients work side by side, where they are not devices.")]
    [Range(1, 16)]
    public int Clients { get; init; } = 1;
}

/// <summary>A fault that may be injected.</summary>
public sealed record FaultSettings
{
    /// <summary>Where.</summary>
    [Description("Where it can happen.")]
    public required FaultSite Site { get; init; }

    /// <summary>At most so often in a run.</summary>
    [Description("At most so often in a run.")]
    [Range(1, 1000)]
    public int Budget { get; init; } = 1;
}
