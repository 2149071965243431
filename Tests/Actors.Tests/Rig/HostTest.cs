using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>
/// A machine of two SMMUs with host software above it: device 0 and device 2 are behind the first, device 1 behind the second.
/// </summary>
public abstract class HostTest : Akka.TestKit.Xunit2.TestKit
{
    private const string Limits =
        """
        akka.test.single-expect-default = 30s
        akka.test.default-timeout = 30s
        """;

    protected static readonly DomainSettings StageOne = new(Stage.One, Granule.K4, 39);

    private static readonly Pa RamBase = new(0x4000_0000);
    private const ulong RamBytes = 0x1000_0000;
    private long _request;

    protected HostTest()
        : base(Limits)
    {
    }

    /// <summary>Plain memory that no table is in.</summary>
    internal static Pa Data { get; } = new(RamBase.Value + (RamBytes / 2));

    internal IPhysicalMemory Memory { get; private protected set; } = new PhysicalMemory((RamBase, RamBytes));

    /// <summary>What happened.</summary>
    internal RecordedHistory History { get; } = new();

    internal IActorRef Driver { get; private set; } = null!;

    internal IActorRef Machine { get; private set; } = null!;

    private protected List<ISmmuCore> Cores { get; } = [];

    /// <summary>A machine whose driver has started.</summary>
    private protected HostResult Start(
        BugSet? bugs = null, bool pollsMsi = true, int log2Commands = 7, int log2Events = 3, Func<SmmuCore, ISmmuCore>? core = null,
        WalkGranularity granularity = WalkGranularity.Transaction, bool firstHasAts = false, bool changesSizes = false,
        bool twoLevelStreams = false, SmmuCapabilities? with = null, IFaults? faults = null)
    {
        var capabilities = with ?? (firstHasAts ? Board.AtsCapabilities : Board.Capabilities);
        if (twoLevelStreams) capabilities = capabilities with { Idr0 = capabilities.Idr0 with { StLevel = StreamTableLevels.TwoLevel } };
        if (changesSizes) capabilities = capabilities with { Idr3 = capabilities.Idr3 with { BBML = BreakBeforeMakeLevel.Level2 } };
        var experiment = Experiment.None with { Bugs = bugs ?? BugSet.None, History = History, Faults = faults ?? Experiment.None.Faults };
        for (var smmu = 0; smmu < 2; smmu++) Cores.Add((core ?? (plain => plain))(new SmmuCore(capabilities)));
        Machine = Sys.ActorOf(MachineActor.Props(new MachineDescription
        {
            Memory = Memory,
            Smmus = [.. Cores.Select(one => new SmmuDescription { Core = one, Granularity = granularity })],
            Devices = [.. Devices.Select(device => new DeviceDescription(device.Smmu, device.Stream, BeginsWithAts: false)
            {
                Aliases = device.Aliases.IsDefault ? [] : device.Aliases,
            })],
            Experiment = experiment,
            Doorbell = Doorbells,
        }), "machine");
        Driver = Sys.ActorOf(DriverActor.Props(new HostDescription
        {
            Memory = Memory,
            Tables = RamBase,
            TablesBytes = RamBytes / 2,
            Smmus = [capabilities, capabilities],
            Devices = Devices.SetItem(0, Devices[0] with { HasAts = firstHasAts }),
            Log2Commands = log2Commands,
            Log2Events = log2Events,
            StreamBits = 4,
            TwoLevelStreams = twoLevelStreams,
            PollsMsi = pollsMsi,
            ProcessMemory = (Data, RamBytes / 2),
            Experiment = experiment,
        }, Machine), "driver");
        var request = Next();
        Driver.Tell(new StartDriver(request), TestActor);
        return ExpectMsg<DriverStarted>(started => started.Request == request).Result;
    }

    private protected virtual System.Collections.Immutable.ImmutableArray<HostDevice> Devices =>
    [
        new HostDevice(new SmmuId(0), new StreamId(1)),
        new HostDevice(new SmmuId(1), new StreamId(1)),
        new HostDevice(new SmmuId(0), new StreamId(2)),
    ];

    private protected virtual DoorbellRange Doorbells => default;

    private protected DomainId Create(DomainSettings settings)
    {
        Driver.Tell(new CreateDomain(Next(), settings), TestActor);
        var created = ExpectMsg<DomainReady>();
        Assert.Equal(HostResult.Ok, created.Result);
        return created.Domain;
    }

    private protected HostResult Destroy(DomainId domain)
    {
        Driver.Tell(new DestroyDomain(domain, Next()), TestActor);
        return ExpectMsg<DomainDestroyed>().Result;
    }

    private protected HostResult Attach(int device, DomainId domain)
    {
        Driver.Tell(new AttachDevice(new DeviceId(device), Next(), domain), TestActor);
        return ExpectMsg<DeviceAttached>().Result;
    }

    private protected HostResult Detach(int device)
    {
        Driver.Tell(new DetachDevice(new DeviceId(device), Next()), TestActor);
        return ExpectMsg<DeviceDetached>().Result;
    }

    private protected HostResult Map(DomainId domain, ulong iova, Pa output, ulong size = 0x1000, bool isWritable = true)
    {
        Driver.Tell(new MapPages(domain, Next(), new Iova(iova), output, size, isWritable), TestActor);
        return ExpectMsg<PagesMapped>().Result;
    }

    private protected (HostResult Result, ulong Size) Unmap(DomainId domain, ulong iova, ulong size = 0x1000)
    {
        Driver.Tell(new UnmapPages(domain, Next(), new Iova(iova), size), TestActor);
        var unmapped = ExpectMsg<PagesUnmapped>();
        return (unmapped.Result, unmapped.SizeBytes);
    }

    private protected (HostResult Result, ulong Size) Protect(DomainId domain, ulong iova, ulong size, bool isWritable)
    {
        Driver.Tell(new ProtectPages(domain, Next(), new Iova(iova), size, isWritable), TestActor);
        var changed = ExpectMsg<PagesProtected>();
        return (changed.Result, changed.SizeBytes);
    }

    private protected HostResult Flush(DomainId domain)
    {
        Driver.Tell(new FlushDomain(domain, Next()), TestActor);
        return ExpectMsg<DomainFlushed>().Result;
    }

    private protected HostResult AttachPasid(int device, uint pasid, DomainId domain, bool replaces = false)
    {
        var (name, substream) = (new DeviceId(device), new SubstreamId(pasid));
        IIommuProtocol request = replaces
            ? new ReplacePasid(name, Next(), substream, domain)
            : new AttachPasid(name, Next(), substream, domain);
        Driver.Tell(request, TestActor);
        return ExpectMsg<PasidAttached>().Result;
    }

    private protected HostResult DetachPasid(int device, uint pasid)
    {
        Driver.Tell(new DetachPasid(new DeviceId(device), Next(), new SubstreamId(pasid)), TestActor);
        return ExpectMsg<PasidDetached>().Result;
    }

    private protected DmaCompleted Dma(int device, ulong iova, bool isWrite = false, uint? pasid = null, int alias = 0)
    {
        var transaction = new TransactionId(Next().Value);
        var dma = new StartDma(new DeviceId(device), transaction, new Iova(iova), new AccessAttributes(isWrite), 8) with
        {
            Substream = pasid is { } value ? new SubstreamId(value) : null,
            Alias = alias,
        };
        Machine.Tell(dma, TestActor);
        return ExpectMsg<DmaCompleted>(dma => dma.Transaction == transaction);
    }

    /// <summary>Where a DMA went; null if it did not get through.</summary>
    private protected Pa? Reach(int device, ulong iova, bool isWrite = false, uint? pasid = null, int alias = 0) =>
        Dma(device, iova, isWrite, pasid, alias) is { Outcome: DmaOutcome.Completed } dma ? dma.Address : null;

    private protected static Pa At(ulong offset) => new(Data.Value + offset);

    private protected RequestId Next() => new(++_request);
}
