using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ActorIommu.Actors.Smmu;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>The emulated machine. Kind 'capture' has capabilities and tlb.entries only; the capture says the rest.</summary>
public sealed record MachineSettings
{
    /// <summary>Where the values of the identification registers come from.</summary>
    [Description("Where the values of the identification registers come from: 'capture', or a file in ../capabilities without its .yaml.")]
    public required CapabilityReference Capabilities { get; init; }

    /// <summary>How many SMMUs it has.</summary>
    [Description("How many SMMUs it has.")]
    [Range(1, 8)]
    public int Smmus { get; init; } = 1;

    /// <summary>How much of a translation one message does.</summary>
    [Description("How much of a translation one message does: between two messages an invalidation may come in.")]
    public WalkGranularity Granularity { get; init; } = WalkGranularity.Descriptor;

    /// <summary>The TLB.</summary>
    [Description("The TLB.")]
    public TlbSettings Tlb { get; init; } = new();

    /// <summary>The walk cache.</summary>
    [Description("Entries of the walk cache; 0 is none.")]
    [Range(0, 4096)]
    public int WalkCache { get; init; }

    /// <summary>The configuration cache.</summary>
    [Description("Stream table entries that are cached with their context descriptors.")]
    public EntryLimit ConfigurationCache { get; init; } = EntryLimit.Unbounded;

    /// <summary>Slots of each command queue.</summary>
    [Description("log2 of the slots of each command queue.")]
    [Range(1, 8)]
    public int Log2Commands { get; init; } = 6;

    /// <summary>Queues beside each command queue.</summary>
    [Description("log2 of the VCMDQs of the CMDQV unit beside each SMMU, which software then uses instead of the CMDQ; none if left out.")]
    [Range(0, 3)]
    public int? Log2VirtualQueues { get; init; }

    /// <summary>Slots of each event queue.</summary>
    [Description("log2 of the slots of each event queue.")]
    [Range(1, 8)]
    public int Log2Events { get; init; } = 4;

    /// <summary>How software learns that a CMD_SYNC completed.</summary>
    [Description("Software waits for the MSI of a CMD_SYNC where the SMMU has it, instead of reading CMDQ_CONS.")]
    public bool PollsMsi { get; init; } = true;

    /// <summary>STE.MEV of what devices are attached to.</summary>
    [Description("Software lets hardware merge equal events of a stream (STE.MEV).")]
    public bool MergesEvents { get; init; }

    /// <summary>Workaround of MMU-700 erratum 2812531.</summary>
    [Description("Each list of commands ends with its own CMD_SYNC, as software does on an MMU-700 (erratum 2812531).")]
    public bool ForcesSync { get; init; }

    /// <summary>Workaround of the Tegra264.</summary>
    [Description("Each list of CFGI and TLBI commands is issued twice, as software does on a Tegra264.")]
    public bool RepeatsInvalidations { get; init; }

    /// <summary>Where CMD_SYNC writes.</summary>
    [Description("A CMD_SYNC clears one of many 32-bit words side by side, instead of its own slot.")]
    public bool PacksSyncWords { get; init; }

    /// <summary>The shape of the stream table.</summary>
    [Description("The stream table has two levels; an array is made when the first device in it is attached.")]
    public bool TwoLevelStreams { get; init; }

    /// <summary>How long an SMMU waits for a device.</summary>
    [Description("Milliseconds after which a CMD_SYNC gives up on a device that does not answer CMD_ATC_INV. Software waits for a second.")]
    [Range(1, 60_000)]
    public int AtcTimeoutMilliseconds { get; init; } = 60_000;

    /// <summary>The devices.</summary>
    [Description("The devices. Workloads and domains name them by their place in this list, from 0.")]
    public IReadOnlyList<DeviceSettings> Devices { get; init; } = [];
}

/// <summary>The TLB.</summary>
public sealed record TlbSettings
{
    /// <summary>How many translations it holds.</summary>
    [Description("How many translations it holds before it evicts one.")]
    public EntryLimit Entries { get; init; } = EntryLimit.Unbounded;

    /// <summary>Micro-TLBs in front of it.</summary>
    [Description("Micro-TLBs in front of it; 0 is none.")]
    [Range(0, 64)]
    public int MicroTlbs { get; init; }
}

/// <summary>A device.</summary>
public sealed record DeviceSettings
{
    /// <summary>The SMMU that it is behind.</summary>
    [Description("The SMMU that it is behind, from 0.")]
    [Range(0, 7)]
    public int Smmu { get; init; }

    /// <summary>Its StreamID there.</summary>
    [Description("Its StreamID there: up to 15, or 255 with twoLevelStreams.")]
    [Range(0, 255)]
    public required int Stream { get; init; }

    /// <summary>More StreamIDs of it there.</summary>
    [Description("More StreamIDs of it there, which its DMAs have now and then.")]
    public IReadOnlyList<int> Aliases { get; init; } = [];

    /// <summary>Bits of its PASIDs.</summary>
    [Description("Bits of its PASIDs; 0 is none.")]
    [Range(0, 10)]
    public int PasidBits { get; init; }

    /// <summary>It waits for pages.</summary>
    [Description("It bears to wait for a page that is not mapped, where its SMMU can stall.")]
    public bool Stalls { get; init; }

    /// <summary>It translates addresses itself.</summary>
    [Description("It has a translation cache of its own (ATS), which its driver turns on as long as it has a domain.")]
    public bool Ats { get; init; }
}
