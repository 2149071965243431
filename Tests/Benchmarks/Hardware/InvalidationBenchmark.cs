using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Benchmarks.Hardware;

/// <summary>Invalidation of one page by address in an IOTLB that is full, and its fill again.</summary>
internal sealed class InvalidationBenchmark(string name, int entries) : Benchmark
{
    private readonly Iotlb _iotlb = new();
    private readonly IotlbEntry[] _pages = new IotlbEntry[entries];
    private int _next;

    public override string Name => name;

    public override long Operations => 4_096;

    public override int Repeats => 100;

    public override int WarmUps => 1_000;

    public override bool TakesTurns => true;

    public override string Unit => "pair";

    public override void Prepare()
    {
        var tag = TlbTag.ForAsid(StreamWorld.NsEl1, default, new Asid(1));
        for (var i = 0; i < entries; i++)
        {
            _pages[i] = new IotlbEntry(
                tag, CachedStages.One, (ulong)i << 12, 12, 3, Granule.K4, new Pa(0x4000_0000 + ((ulong)i << 12)), default,
                AccessRights.S1All | AccessRights.S2All);
            _iotlb.Fill(_pages[i]);
        }
    }

    public override void Run()
    {
        for (var i = 0L; i < Operations; i++)
        {
            ref readonly var page = ref _pages[_next];
            _next = _next + 1 < entries ? _next + 1 : 0;
            var scope = new InvalidationScope(InvalidationKind.Va, StreamWorld.NsEl1, default, new Asid(1), page.Input, page.InputLast);
            if (_iotlb.Invalidate(scope) != 1) throw new InvalidOperationException("A page was not there to be invalidated.");
            _iotlb.Fill(page);
        }
    }
}
