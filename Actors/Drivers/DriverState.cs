using System.Collections.Immutable;
using ActorIommu.Actors.Domains;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// What the driver of all SMMUs holds: queues and stream tables, and the tags of domains. A tag that no invalidation array has is clean
/// in every TLB, so it may be used again at once. It outlives the actor.
/// </summary>
internal sealed class DriverState
{
    private const int MaxTags = 255;

    // PASIDs have 20 bits (IDR1.SSIDSIZE). Machines are small here, and each device gets the memory for all its context descriptors.
    private const int MaxPasidBits = 10;
    private const int LeafPasidBits = 6;
    private const int ContextBytes = 64;

    private readonly HostDescription _host;
    private readonly FrameAllocator _frames;
    private readonly SortedSet<ushort> _freeTags = [];
    private readonly Dictionary<DomainId, (ushort Tag, Pa Region)> _domains = [];
    private readonly ImmutableArray<CommandRing> _rings;
    private readonly StreamDirectory _streams = new();
    private readonly ImmutableArray<bool> _isKnown;
    private int _nextDomain;
    private readonly HostIds _requests = HostIds.OfRequests();
    private readonly ImmutableArray<SortedSet<int>> _interfaces;
    private int _nextViommu;
    private ushort _lastTag;

    public DriverState(HostDescription host)
    {
        _host = host;
        _frames = new FrameAllocator(host.Memory, host.Tables, host.TablesBytes);
        Smmus = [.. host.Smmus.Select((_, index) => new SmmuResources(new SmmuId(index), host, _frames))];
        _rings = [.. Smmus.SelectMany(smmu => smmu.ProducerRings)];
        // The first is the host's own.
        _interfaces = [.. host.Smmus.Select(_ => new SortedSet<int>(Enumerable.Range(1, host.VirtualInterfaces - 1)))];
        _isKnown = [.. host.Devices.Select((device, index) => _streams.TryAdd(new DeviceId(index), device, host.Experiment.Bugs))];
        var history = host.Experiment.History;
        if (history.IsOn) history.Record(new DomainCreated(DomainId.Identity, DomainKind.Identity));
    }

    /// <summary>What each SMMU has.</summary>
    public ImmutableArray<SmmuResources> Smmus { get; }

    /// <summary>The driver of an SMMU.</summary>
    public SmmuDriver NewSmmuDriver(SmmuId smmu) => new(smmu, Smmus[smmu.Value], _streams, _host);

    /// <summary>A device that is attached to nothing.</summary>
    public Master<TRequester> NewMaster<TRequester>(DeviceId device)
    {
        var description = _host.Devices[device.Value];
        var streams = Smmus[description.Smmu.Value].Streams;
        ImmutableArray<Pa?> entries =
            _isKnown[device.Value] ? [.. description.Streams.Select(stream => streams.AddressOf(stream))] : [];
        var capabilities = _host.Smmus[description.Smmu.Value];
        return new Master<TRequester>(
            new MasterDescription(device, description, entries, NewContexts(description, capabilities), _rings, capabilities), _host);
    }

    // Linux: arm_smmu_alloc_cd_tables, with leaf tables of 4 KiB instead of 64 KiB.
    private ContextTableBuilder NewContexts(HostDevice device, SmmuCapabilities capabilities)
    {
        var bits = Math.Min(Math.Min(device.PasidBits, capabilities.SubstreamBits), MaxPasidBits);
        if (bits <= LeafPasidBits || !capabilities.Idr0.CD2L) return new ContextTableBuilder(_host.Memory, _frames, SteS1Fmt.Linear, bits);
        var shift = FrameAllocator.Log2Of((ulong)ContextBytes << bits) + 1;
        var frames = new FrameAllocator(_host.Memory, _frames.Allocate(shift), 1UL << shift);
        return new ContextTableBuilder(_host.Memory, frames, SteS1Fmt.TwoLevel4K, bits);
    }

    /// <summary>A new domain; null with a reason if there cannot be one.</summary>
    public DomainDescription? NewDomain(DomainSettings settings, out HostResult result)
    {
        result = HostResult.Invalid;
        if (!IsPossible(settings)) return null;
        result = HostResult.NoMemory;
        if (TakeTag() is not { } tag) return null;
        result = HostResult.Ok;
        var id = new DomainId(_nextDomain++);
        var region = _frames.Allocate(Log2RegionBytes(settings));
        _domains.Add(id, (tag, region));
        var kind = settings.Stage == Stage.One ? DomainKind.StageOne : DomainKind.StageTwo;
        var history = _host.Experiment.History;
        if (history.IsOn) history.Record(new DomainCreated(id, kind, settings.Granule));
        var frames = new FrameAllocator(_host.Memory, region, 1UL << Log2RegionBytes(settings));
        var pool = new TablePool(_host.Memory, frames, settings.Granule, _host.TablesPerDomain);
        return new DomainDescription
        {
            Id = id,
            Settings = settings,
            Asid = new Asid(tag),
            Vmid = new Vmid(tag),
            Root = frames.Allocate(Log2RootBytes(settings)),
            Pool = pool,
            Host = _host,
            Rings = _rings,
            Plan = new InvalidationPlan([.. _host.Smmus.Select(smmu => smmu.Idr3.RIL)], _host.Experiment.Bugs, settings.Reach),
        };
    }

    /// <summary>A viommu over a nest parent, perhaps with a virtual interface; null with a reason if there cannot be one.</summary>
    public ViommuState<TRequester>? NewViommu<TRequester>(CreateViommu request, DomainSettings parent, out HostResult result)
    {
        result = HostResult.NoEntry;
        if (!_domains.TryGetValue(request.Parent, out var held)) return null;
        var isThere = request.Smmu.Value >= 0 && request.Smmu.Value < Smmus.Length;
        result = isThere && parent.IsNestParent && (parent.Instance ?? request.Smmu) == request.Smmu ? HostResult.Ok : HostResult.Invalid;
        if (result == HostResult.Ok && request.HasQueues && _interfaces[request.Smmu.Value].Count == 0) result = HostResult.NoSpace;
        if (result != HostResult.Ok) return null;
        var vmid = new Vmid(held.Tag);
        var id = new ViommuId(_nextViommu++);
        if (_host.Experiment.History.IsOn) _host.Experiment.History.Record(new ViommuCreated(id, request.Smmu, request.Parent, vmid));
        var queues = request.HasQueues
            ? new HardwareQueues(id, request.Smmu, request.Parent, vmid, TakeInterface(request.Smmu), _host) : null;
        return new ViommuState<TRequester>(id, request.Smmu, request.Parent, vmid, _host, _rings, queues);
    }

    /// <summary>A virtual interface of the CMDQV unit beside an SMMU is free.</summary>
    public InterfaceReturned Return(ReturnInterface request)
    {
        _interfaces[request.Smmu.Value].Add(request.Interface);
        return new InterfaceReturned(request.Request);
    }

    /// <summary>Issues commands that somebody asks for.</summary>
    public CommandRun Run(IssueCommands issue) =>
        new(_rings, [new CommandBatch(issue.Smmu, [issue.First, issue.Second])], _host, _requests, default);

    /// <summary>A name for a domain over another.</summary>
    public DomainId NewNestedDomain() => new(_nextDomain++);

    /// <summary>A domain has ended: its tag and its memory are free.</summary>
    public void Free(DomainId domain, DomainSettings settings)
    {
        if (!_domains.Remove(domain, out var held)) return;
        var history = _host.Experiment.History;
        if (history.IsOn) history.Record(new TagsFreed(domain));
        _freeTags.Add(held.Tag);
        _frames.Free(held.Region, Log2RegionBytes(settings));
    }

    private int TakeInterface(SmmuId smmu)
    {
        var lowest = _interfaces[smmu.Value].Min;
        _interfaces[smmu.Value].Remove(lowest);
        return lowest;
    }

    // The lowest that is free.
    private ushort? TakeTag()
    {
        if (_freeTags.Count == 0) return _lastTag == MaxTags ? null : ++_lastTag;
        var tag = _freeTags.Min;
        _freeTags.Remove(tag);
        return tag;
    }

    private bool IsPossible(DomainSettings settings) => _host.Smmus.All(smmu =>
        smmu.SupportsGranule(settings.Granule)
        && (!settings.SplitsBlocks || smmu.Idr3.BBML == BreakBeforeMakeLevel.Level2)
        && (settings.Stage == Stage.One ? smmu.StageOne : smmu.StageTwo)
        && (settings.Stage == Stage.Two || !settings.IsNestParent)
        && settings.InputBits >= 64 - smmu.MaximumTxsz(settings.Granule)
        && settings.InputBits <= (settings.Stage == Stage.One ? 48 : smmu.OutputAddressBits));

    // 5.4, TTB0: at least 64 bytes.
    private static int Log2RootBytes(DomainSettings settings) => Math.Max(6, DomainTable.ShapeOf(settings).Log2RootBytes);

    // The tables, the poisoned page, and the first table wherever its alignment puts it.
    private int Log2RegionBytes(DomainSettings settings) =>
        FrameAllocator.Log2Of((ulong)(_host.TablesPerDomain + 3) << settings.Granule.PageShift);
}
