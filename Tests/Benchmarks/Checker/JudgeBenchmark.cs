using ActorIommu.Checker;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Benchmarks.Checker;

/// <summary>One valid history, judged again and again by one judge; an operation is an event.</summary>
internal sealed class JudgeBenchmark(string name, int rounds) : Benchmark
{
    private const int Smmus = 2;
    private readonly HistoryJudge _judge = new();
    private readonly List<StampedEvent> _history = [];
    private readonly uint[] _slots = new uint[Smmus];

    public override string Name => name;

    public override long Operations => (long)_history.Count * (100_000 / rounds / 30);

    public override string Unit => "event";

    public override int WarmUps => 10;

    public override void Prepare()
    {
        var domain = new DomainId(1);
        Add(new DomainCreated(domain, DomainKind.StageOne));
        for (var smmu = 0; smmu < Smmus; smmu++)
        {
            Add(new DeviceAdded(new DeviceId(smmu), new SmmuId(smmu), new StreamId(1)));
            Add(new DomainTagged(domain, new SmmuId(smmu), TagRegime.NsEl1, new Asid(7), default));
            Add(new CommandQueueStarted(Queue(smmu), 8, 0));
            Add(new OperationBegan(new OperationId(smmu + 1), OperationKind.Attach, domain) { Device = new DeviceId(smmu) });
            Add(new OperationEnded(new OperationId(smmu + 1), OperationStatus.Success, 0, 0));
        }

        for (var round = 0; round < rounds; round++) Round(domain, round);
    }

    public override void Run()
    {
        for (var run = 100_000 / rounds / 30; run > 0; run--)
        {
            if (_judge.Judge(_history).Kind != VerdictKind.Valid) throw new InvalidOperationException("A valid history was objected to.");
        }
    }

    private void Round(DomainId domain, int round)
    {
        var (map, unmap) = (new OperationId((2 * round) + 10), new OperationId((2 * round) + 11));
        var (iova, pa) = ((ulong)(round % 16) << 12, 0x8000_0000UL + ((ulong)round << 12));
        var leaf = new Descriptor(3) { AP = Stage1Access.ReadWrite, NG = true }.WithOutputAddress(pa, 12, DescriptorFormat.Bits48);
        Add(new OperationBegan(map, OperationKind.Map, domain)
        {
            Iova = new Iova(iova),
            SizeBytes = 0x1000,
            Pa = new Pa(pa),
            Permissions = Permissions.ReadWrite,
        });
        Add(new DescriptorWritten(map, domain, new Pa(0x9000), round % 16, 3, new Iova(iova), default, leaf));
        Add(new OperationEnded(map, OperationStatus.Success, 0, 0));
        for (var smmu = 0; smmu < Smmus; smmu++) Dma(smmu, round, iova, pa);
        Add(new OperationBegan(unmap, OperationKind.Unmap, domain) { Iova = new Iova(iova), SizeBytes = 0x1000 });
        Add(new DescriptorWritten(unmap, domain, new Pa(0x9000), round % 16, 3, new Iova(iova), leaf, default));
        for (var smmu = 0; smmu < Smmus; smmu++) Invalidate(smmu, unmap, iova);
        Add(new OperationEnded(unmap, OperationStatus.Success, 0, 0));
        for (var smmu = 0; smmu < Smmus; smmu++) Dma(smmu, round, iova, null);
    }

    private void Invalidate(int smmu, OperationId unmap, ulong iova)
    {
        var tlbi = default(Command) with { Opcode = CommandOpcode.TlbiNhVa, ASID = new Asid(7), Address = iova, Leaf = true };
        var sync = default(Command) with { Opcode = CommandOpcode.Sync };
        var (first, second, next) = (Slot(smmu, 0), Slot(smmu, 1), Slot(smmu, 2));
        Add(new CommandWritten(Queue(smmu), first, tlbi, unmap, new BatchId(unmap.Value)));
        Add(new CommandWritten(Queue(smmu), second, sync, unmap, new BatchId(unmap.Value)));
        Add(new ProducerPublished(Queue(smmu), next));
        Add(new CommandConsumed(Queue(smmu), first, tlbi));
        Add(new CommandTookEffect(Queue(smmu), first));
        Add(new SyncCompleted(Queue(smmu), second, SyncSignal.None));
        Add(new CommandConsumed(Queue(smmu), second, sync));
        Add(new SyncReleased(Queue(smmu), second, unmap, SyncOutcome.Completed));
        _slots[smmu] = next;
    }

    private void Dma(int smmu, int round, ulong iova, ulong? pa)
    {
        var id = new TransactionId(round);
        Add(new DmaStarted(new SmmuId(smmu), new StreamId(1), id, null, new Iova(iova), AccessAttributes.Read));
        Add(pa is { } output
            ? new DmaEnded(new SmmuId(smmu), new StreamId(1), id, DmaOutcome.Completed, new Pa(output), TranslationPath.Translated)
            : new DmaEnded(
                new SmmuId(smmu), new StreamId(1), id, DmaOutcome.Aborted, default, TranslationPath.Translated, EventId.FTranslation));
    }

    private uint Slot(int smmu, uint ahead) => (_slots[smmu] + ahead) & 511;

    private static QueueId Queue(int smmu) => new(new SmmuId(smmu), 0);

    private void Add(IHistoryEvent what) => _history.Add(new StampedEvent(_history.Count + 1, _history.Count + 1, what));
}
