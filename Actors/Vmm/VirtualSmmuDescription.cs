using System.Collections.Immutable;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <summary>A device behind a virtual SMMU.</summary>
/// <param name="Stream">Its StreamID for the guest.</param>
/// <param name="Device">Which device of the machine.</param>
/// <param name="Leg">Place of its viommu in <see cref="VirtualSmmuDescription.Viommus"/>.</param>
/// <param name="GuestDevice">The guest's number for it.</param>
public readonly record struct VirtualSmmuDevice(VirtualStreamId Stream, DeviceId Device, int Leg, DeviceId GuestDevice);

/// <summary>
/// The VCMDQs that a guest has beside a virtual SMMU. Page 0 of them, where their indexes are, is mapped into the guest: accesses there go
/// to hardware without its VMM.
/// </summary>
/// <param name="Log2">log2 of how many.</param>
/// <param name="Smmu">The physical SMMU whose they are.</param>
/// <param name="Interface">The virtual interface of its CMDQV unit.</param>
public readonly record struct VirtualQueues(int Log2, SmmuId Smmu, int Interface)
{
    private const int PageBytes = 0x1_0000;

    /// <summary>The access to hardware that an access of the guest is; null where it traps.</summary>
    public ICmdqvRequest? Mapped(ICmdqvRequest access) => access switch
    {
        ReadCmdqvRegister read when PageOffset(read.Offset) is { } offset => read with { Smmu = Smmu, Offset = Page0 + offset },
        WriteCmdqvRegister write when PageOffset(write.Offset) is { } offset => write with { Smmu = Smmu, Offset = Page0 + offset },
        _ => null,
    };

    /// <summary>Where page 0 of the queues is in hardware.</summary>
    public int Page0 => CmdqvOffset.VintfPage0Base + (Interface * CmdqvOffset.VintfPageStride);

    // The guest sees one virtual interface that has all queues, so its two views of page 0 are one.
    private static int? PageOffset(int offset) => offset switch
    {
        >= CmdqvOffset.VcmdqPage0Base and < CmdqvOffset.VcmdqPage0Base + PageBytes => offset - CmdqvOffset.VcmdqPage0Base,
        >= CmdqvOffset.VintfPage0Base and < CmdqvOffset.VintfPage0Base + PageBytes => offset - CmdqvOffset.VintfPage0Base,
        _ => null,
    };
}

/// <summary>What a virtual SMMU is made of.</summary>
public sealed record VirtualSmmuDescription
{
    /// <summary>Whose.</summary>
    public required GuestId Guest { get; init; }

    /// <summary>The guest's number for it.</summary>
    public required SmmuId Id { get; init; }

    /// <summary>What it says it is. Its stage 2, MSIs, ATS and PRI are not modelled.</summary>
    public required SmmuCapabilities Capabilities { get; init; }

    /// <summary>The slices of physical SMMUs that it stands over.</summary>
    public required ImmutableArray<ViommuId> Viommus { get; init; }

    /// <summary>
    /// The guest's VCMDQs; null for none. With them it stands over one viommu: what the guest tells hardware itself no other one hears of.
    /// </summary>
    public VirtualQueues? Queues { get; init; }

    /// <summary>False if it has VCMDQs and stands over several viommus.</summary>
    public bool IsPossible => Queues is null || Viommus.Length == 1;

    /// <summary>The devices behind it.</summary>
    public required ImmutableArray<VirtualSmmuDevice> Devices { get; init; }

    /// <summary>Where TLB invalidations go.</summary>
    public required DispatchPolicy Policy { get; init; }

    /// <summary>The guest's memory.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>The machine's memory.</summary>
    public required IPhysicalMemory HostMemory { get; init; }

    /// <summary>Where it writes commands for viommus: 1 KiB for each of them.</summary>
    public required Pa Buffers { get; init; }

    /// <summary>Where what happens is told.</summary>
    public IHistory History { get; init; } = NoHistory.Instance;

    /// <summary>Defects of the VMM.</summary>
    public BugSet Bugs { get; init; } = BugSet.None;
}
