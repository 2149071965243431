using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Benchmarks.Hardware;

/// <summary>
/// 8-byte reads through one stream, the memory access included, over a number of pages in turn. With fewer IOTLB entries than
/// pages every access misses; otherwise every one hits.
/// </summary>
internal sealed class TranslationBenchmark(string name, SteConfig config, int pages, int tlbEntries, int stageOneTxsz = 16) : Benchmark
{
    private TestBench _bench = null!;

    public override string Name => name;

    public override long Operations => 1_000_000;

    public override string Unit => "access";

    public override int WarmUps => 5;

    public override void Prepare() => _bench = new TestBench(config, pages, tlbEntries, stageOneTxsz);

    public override void Run()
    {
        var (smmu, memory, wrong) = (_bench.Smmu, _bench.Memory, 0);
        for (var (i, page) = (0L, 0UL); i < Operations; i++, page = page + 1 < (ulong)pages ? page + 1 : 0)
        {
            ref readonly var result = ref smmu.Translate(
                new Transaction(TestBench.Stream, new Iova(TestBench.FirstInput + (page << 12) + 8), AccessAttributes.Read));
            if (!memory.TryRead64(result.Address, out var value) || value != page) wrong++;
        }

        if (wrong != 0) throw new InvalidOperationException($"{wrong} accesses went wrong, so the figure means nothing.");
    }
}
