using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests.Generated;

/// <summary>
/// A small machine that shares nothing with the emulator or the checker: threads of software, queues and devices as coroutines in a random
/// order. Its hardware uses every freedom that it is given: late effects in any order, late CMD_SYNC, speculative fills, evictions, too
/// much invalidated, old translations in use until the CMD_SYNC. All that it does is legal but for its one defect.
/// </summary>
internal sealed partial class GeneratedMachine
{
    private const int Log2 = 6;
    private static readonly DomainId Domain = new(1);
    private static readonly DomainId Identity = new(2);
    private readonly Prng _prng;
    private readonly Defect _defect;
    private readonly bool _lazily;
    private readonly bool _hasAts;
    private readonly List<StampedEvent> _events = [];
    private readonly Smmu[] _smmus;
    private readonly Dictionary<ulong, ulong> _table = [];
    private readonly List<ulong> _freePages = [];
    private long _operations;
    private long _batches;
    private long _transactions;
    private long _detected;
    private ulong _nextPage = 0x80000000;
    private int _running;

    // What one SMMU has: its TLB, its queue, its device with an ATC, and accesses under way.
    private sealed class Smmu(int index)
    {
        public readonly SmmuId Id = new(index);
        public readonly QueueId Queue = new(new SmmuId(index), 0);
        public readonly StreamId Stream = new((uint)index + 1);
        public readonly Dictionary<ulong, ulong> Tlb = [];
        public readonly Dictionary<ulong, ulong> Atc = [];
        public readonly List<(Command Command, long Slot)> Pending = [];
        public readonly List<(Command Command, bool IsLast)> Ring = [];
        public readonly HashSet<long> InFlight = [];
        public readonly HashSet<long> Synced = [];
        public long Published;
        public long Epoch;
        public bool IsBypassed;
    }

    public GeneratedMachine(ulong seed, Defect defect)
    {
        _prng = new Prng(seed);
        _defect = defect;
        _lazily = defect == Defect.AddressUsedBeforeFlush || (defect == Defect.None && _prng.OneIn(4));
        _hasAts = !_lazily && (defect is Defect.AtcBeforeTlb or Defect.AtcForgotten || _prng.OneIn(3));
        _smmus = [.. Enumerable.Range(0, 1 + _prng.Below(3)).Select(index => new Smmu(index))];
    }

    /// <summary>The defect had its occasion.</summary>
    public bool IsDefective { get; private set; }

    public IReadOnlyList<StampedEvent> Events => _events;

    /// <summary>Runs to the end and returns what happened.</summary>
    public IReadOnlyList<StampedEvent> Run(int operations = 6, int dmas = 8)
    {
        Build();
        List<IEnumerator<bool>> software = [Software(0, operations).GetEnumerator(), Software(1, operations).GetEnumerator()];
        foreach (var smmu in _smmus) software.Add(Device(smmu, dmas).GetEnumerator());
        if (!_hasAts && _prng.OneIn(2)) software.Add(Replacing(_smmus[^1]).GetEnumerator());
        List<IEnumerator<bool>> hardware = [.. _smmus.Select(smmu => Queue(smmu).GetEnumerator())];
        _running = software.Count;
        while (software.Count > 0)
        {
            var at = _prng.Below(software.Count + hardware.Count);
            if (at >= software.Count) hardware[at - software.Count].MoveNext();
            else if (!software[at].MoveNext()) software.RemoveAt(at);
        }

        foreach (var queue in hardware)
        {
            for (var turn = 0; turn < 200; turn++) queue.MoveNext();
        }

        Add(new RunEnded(IsQuiescent: true));
        return _events;
    }

    private void Build()
    {
        Add(new DomainCreated(Domain, DomainKind.StageOne));
        Add(new DomainCreated(Identity, DomainKind.Identity));
        foreach (var smmu in _smmus)
        {
            Add(new DeviceAdded(new DeviceId(smmu.Id.Value), smmu.Id, smmu.Stream));
            Add(new DomainTagged(Domain, smmu.Id, TagRegime.NsEl1, new Asid(7), default));
            Add(new CommandQueueStarted(smmu.Queue, Log2, 0));
            var attach = Begin(OperationKind.Attach, Domain, smmu);
            Store(attach, smmu, 0, 0xb);
            End(attach);
            if (_hasAts) Add(new AtsChanged(smmu.Id, smmu.Stream, true));
        }
    }

    // The defect happens once, at one of its occasions.
    private bool Breaks(Defect defect)
    {
        if (_defect != defect || IsDefective || !_prng.OneIn(2)) return false;
        return IsDefective = true;
    }

    private void Add(IHistoryEvent what) => _events.Add(new StampedEvent(_events.Count + 1, _events.Count + 1, what));

    private OperationId Begin(OperationKind kind, DomainId domain, Smmu? device = null, ulong iova = 0, int pages = 0, ulong pa = 0)
    {
        var operation = new OperationId(++_operations);
        Add(new OperationBegan(operation, kind, domain)
        {
            Device = device is null ? null : new DeviceId(device.Id.Value),
            Iova = new Iova(iova),
            SizeBytes = (ulong)pages << 12,
            Pa = new Pa(pa),
            Permissions = Permissions.ReadWrite,
            IsDeferred = _lazily && kind == OperationKind.Unmap,
        });
        return operation;
    }

    private void End(OperationId operation, OperationStatus status = OperationStatus.Success) => Add(new OperationEnded(operation,
        status, 0, 0));

    private void Store(OperationId operation, Smmu smmu, ulong old, ulong value) => Add(new ConfigurationWritten(
        operation, ConfigurationKind.StreamTableEntry, smmu.Id, smmu.Stream, default, new Pa(0x100 + (64 * (ulong)smmu.Id.Value)), 0,
            old, value));

    private void Store(OperationId operation, ulong iova, ulong? pa)
    {
        var old = _table.TryGetValue(iova, out var before) ? Script.Leaf(before) : default;
        if (pa is { } value) _table[iova] = value;
        else _table.Remove(iova);
        Add(new DescriptorWritten(
            operation, Domain, new Pa(0x9000), (int)(iova >> 12) & 511, 3, new Iova(iova), old, pa is { } leaf ? Script.Leaf(leaf)
                : default));
    }
}
