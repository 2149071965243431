using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Benchmarks.Hardware;

/// <summary>
/// 8-byte reads through one stream, the memory access included, over a number of pages in turn. With fewer IOTLB entries than
/// pages every access misses; otherwise every one hits.
/// </summary>
internal sealed class TranslationBenchmark(string name, SteConfig config, int pages, int tlbEntries, int stageOneTxsz = 16) : Benchmark
{
    private const int RehearsedRounds = 4_000;
    private const int RehearsedAccesses = 64;
    private static bool _isRehearsed;

    private TestBench _bench = null!;
    private ulong _page;

    public override string Name => name;

    public override long Operations => 4_096;

    public override int Repeats => 100;

    public override string Unit => "access";

    public override int WarmUps => 1_000;

    public override bool TakesTurns => true;

    public override void Prepare()
    {
        if (!_isRehearsed) Rehearse();
        _bench = new TestBench(config, pages, tlbEntries, stageOneTxsz);
    }

    public override void Run() => Access(Operations);

    // The JIT decides once what is usual. It has to see every shape by then, or the first one is measured with code that is made for it
    // and all others with code that is not.
    private static void Rehearse()
    {
        _isRehearsed = true;
        var shapes = HardwareGroup.Translations().ToList();
        foreach (var shape in shapes) shape.Prepare();
        for (var round = 0; round < RehearsedRounds; round++)
        {
            foreach (var shape in shapes) shape.Access(RehearsedAccesses);
        }
    }

    private void Access(long count)
    {
        var (smmu, memory, wrong) = (_bench.Smmu, _bench.Memory, 0);
        var page = _page;
        for (var i = 0L; i < count; i++, page = page + 1 < (ulong)pages ? page + 1 : 0)
        {
            ref readonly var result = ref smmu.Translate(
                new Transaction(TestBench.Stream, new Iova(TestBench.FirstInput + (page << 12) + 8), AccessAttributes.Read));
            if (!memory.TryRead64(result.Address, out var value) || value != page) wrong++;
        }

        _page = page;
        if (wrong != 0) throw new InvalidOperationException($"{wrong} accesses went wrong, so the figure means nothing.");
    }
}
