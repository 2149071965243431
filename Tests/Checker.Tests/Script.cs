using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>
/// A history written by hand: two SMMUs with a device each (stream 1 of smmu0, stream 2 of smmu1), one domain of stage 1 with ASID 7,
/// and short words for what happens. It is software and hardware in one, and does only what it is told.
/// </summary>
internal sealed class Script
{
    public const int Log2 = 5;
    public static readonly DomainId Domain = new(1);
    private readonly List<StampedEvent> _events = [];
    private readonly Dictionary<QueueId, uint> _prod = [];
    private readonly Dictionary<QueueId, uint> _done = [];
    private readonly Dictionary<QueueId, List<(uint Slot, Command Command)>> _open = [];
    private readonly Dictionary<ulong, Descriptor> _table = [];
    private long _operations;
    private long _batches;
    private long _transactions;

    public Script(int smmus = 2, bool attach = true)
    {
        Add(new DomainCreated(Domain, DomainKind.StageOne));
        for (var smmu = 0; smmu < smmus; smmu++)
        {
            Add(new DeviceAdded(new DeviceId(smmu), new SmmuId(smmu), StreamOf(smmu)));
            Add(new DomainTagged(Domain, new SmmuId(smmu), TagRegime.NsEl1, new Asid(7), default));
            Add(new CommandQueueStarted(new QueueId(new SmmuId(smmu), 0), Log2, 0));
            if (attach) Attach(smmu, Domain);
        }
    }

    public IReadOnlyList<StampedEvent> Events => _events;

    public static StreamId StreamOf(int smmu) => new((uint)smmu + 1);

    public static QueueId Queue(int smmu) => new(new SmmuId(smmu), 0);

    public Verdict Judge(HistoryMode mode = HistoryMode.Simulated, JudgeOptions? options = null) =>
        new HistoryJudge().Judge(_events, mode, options);

    public void Add(IHistoryEvent what) => _events.Add(new StampedEvent(_events.Count + 1, 10 * (_events.Count + 1), what));

    public OperationId Begin(OperationKind kind, ulong iova = 0, ulong bytes = 0, ulong pa = 0, bool lazily = false, bool write = true)
    {
        var operation = new OperationId(++_operations);
        Add(new OperationBegan(operation, kind, Domain)
        {
            Iova = new Iova(iova),
            SizeBytes = bytes,
            Pa = new Pa(pa),
            Permissions = new Permissions(true, write),
            IsDeferred = lazily,
        });
        return operation;
    }

    public OperationId BeginAttach(OperationKind kind, int device, DomainId domain, uint? pasid = null)
    {
        var operation = new OperationId(++_operations);
        var substream = pasid is { } value ? new SubstreamId(value) : (SubstreamId?)null;
        Add(new OperationBegan(operation, kind, domain) { Device = new DeviceId(device), Substream = substream });
        return operation;
    }

    public void Attach(int device, DomainId domain) => End(BeginAttach(OperationKind.Attach, device, domain));

    public void End(OperationId operation, OperationStatus status = OperationStatus.Success) => Add(new OperationEnded(operation,
        status, 0, 0));

    public void Store(OperationId operation, ulong iova, Descriptor value, int level = 3)
    {
        var key = (iova << 2) | (uint)level;
        var old = _table.GetValueOrDefault(key);
        _table[key] = value;
        Add(new DescriptorWritten(operation, Domain, new Pa(0x9000), (int)(iova >> 12) & 511, level, new Iova(iova), old, value));
    }

    public static Descriptor Leaf(ulong pa, bool write = true, int level = 3) =>
        new Descriptor(level == 3 ? 3UL : 1UL) { AP = write ? Stage1Access.ReadWrite : Stage1Access.ReadOnly, NG = true, AF = true }
            .WithOutputAddress(pa, 12 + (9 * (3 - level)), DescriptorFormat.Bits48);

    public static Descriptor Table(ulong pa) => new Descriptor(3).WithOutputAddress(pa, 12, DescriptorFormat.Bits48);

    /// <summary>A whole map of 4 KiB pages.</summary>
    public void Map(ulong iova, ulong pa, int pages = 1, bool write = true)
    {
        var map = Begin(OperationKind.Map, iova, (ulong)pages << 12, pa, write: write);
        for (var page = 0UL; page < (ulong)pages; page++) Store(map, iova + (page << 12), Leaf(pa + (page << 12), write));
        End(map);
    }

    /// <summary>The beginning of an unmap: descriptors cleared, nothing invalidated.</summary>
    public OperationId Clear(ulong iova, int pages = 1, bool lazily = false)
    {
        var unmap = Begin(OperationKind.Unmap, iova, (ulong)pages << 12, lazily: lazily);
        for (var page = 0UL; page < (ulong)pages; page++) Store(unmap, iova + (page << 12), default);
        return unmap;
    }

    /// <summary>Writes commands in one call and publishes them.</summary>
    public uint Issue(OperationId operation, int smmu, params ReadOnlySpan<Command> commands) => Issue(operation, Queue(smmu), commands);

    public uint Issue(OperationId operation, QueueId queue, params ReadOnlySpan<Command> commands)
    {
        var batch = new BatchId(++_batches);
        var slot = _prod.GetValueOrDefault(queue);
        if (!_open.TryGetValue(queue, out var open)) _open[queue] = open = [];
        foreach (var command in commands)
        {
            Add(new CommandWritten(queue, slot, command, operation, batch));
            open.Add((slot, command));
            slot = (slot + 1) & ((2 << Log2) - 1);
        }

        Add(new ProducerPublished(queue, slot));
        _prod[queue] = slot;
        return open[^1].Slot;
    }

    /// <summary>The hardware does everything that was published in a queue.</summary>
    public void Drain(int smmu) => Drain(Queue(smmu));

    public void Drain(QueueId queue)
    {
        foreach (var (slot, command) in _open[queue])
        {
            if (command.Opcode == CommandOpcode.Sync) Add(new SyncCompleted(queue, slot, SyncSignal.None));
            Add(new CommandConsumed(queue, slot, command));
            if (command.Opcode != CommandOpcode.Sync) Add(new CommandTookEffect(queue, slot));
        }

        _done[queue] = _prod[queue];
        _open[queue].Clear();
    }

    /// <summary>Commands with a CMD_SYNC, done, and waited for.</summary>
    public void Invalidate(OperationId operation, int smmu, params ReadOnlySpan<Command> commands)
    {
        var sync = Issue(operation, smmu, [.. commands, Sync]);
        Drain(smmu);
        Release(operation, smmu, sync);
    }

    public void Release(OperationId operation, int smmu, uint slot, SyncOutcome outcome = SyncOutcome.Completed) =>
        Add(new SyncReleased(Queue(smmu), slot, operation, outcome));

    public TransactionId StartDma(int smmu, ulong iova, bool write = false, uint? pasid = null)
    {
        var transaction = new TransactionId(++_transactions);
        var substream = pasid is { } value ? new SubstreamId(value) : (SubstreamId?)null;
        Add(new DmaStarted(new SmmuId(smmu), StreamOf(smmu), transaction, substream, new Iova(iova), new AccessAttributes(write)));
        return transaction;
    }

    public void EndDma(int smmu, TransactionId transaction, ulong pa, TranslationPath path = TranslationPath.Translated) =>
        Add(new DmaEnded(new SmmuId(smmu), StreamOf(smmu), transaction, DmaOutcome.Completed, new Pa(pa), path));

    public void RefuseDma(int smmu, TransactionId transaction, EventId fault) => Add(new DmaEnded(
        new SmmuId(smmu), StreamOf(smmu), transaction, DmaOutcome.Aborted, default, TranslationPath.Translated, fault));

    public void Dma(int smmu, ulong iova, ulong pa, bool write = false, TranslationPath path = TranslationPath.Translated) =>
        EndDma(smmu, StartDma(smmu, iova, write), pa, path);

    public static Command Sync => default(Command) with { Opcode = CommandOpcode.Sync };

    public static Command Va(ulong iova, ushort asid = 7, bool leaf = true) => default(Command) with
    {
        Opcode = CommandOpcode.TlbiNhVa,
        ASID = new Asid(asid),
        Address = iova,
        Leaf = leaf,
    };

    /// <summary>A range of 4 KiB pages at level 3.</summary>
    public static Command Range(ulong iova, int pages) => Va(iova) with
    {
        TG = TlbiGranule.K4,
        TTL = TlbiLevel.Level3,
        NUM = (byte)(pages - 1),
    };

    public static Command OfAsid(ushort asid = 7) => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = new Asid(asid) };

    public static Command Atc(int smmu, ulong iova, byte log2Pages = 0) => default(Command) with
    {
        Opcode = CommandOpcode.AtcInv,
        StreamID = StreamOf(smmu),
        Address = iova,
        Size = log2Pages,
    };
}
