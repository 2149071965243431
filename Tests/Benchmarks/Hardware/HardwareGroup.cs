using ActorIommu.Hardware.Spec;

namespace ActorIommu.Benchmarks.Hardware;

/// <summary>
/// The pure core by itself. A TLB of 64 entries misses on every page of 256. One of 512 entries hits on every page of 128,
/// also where each page leaves two entries: of both stages combined, and of stage 2.
/// </summary>
internal static class HardwareGroup
{
    public static IEnumerable<Benchmark> Benchmarks() =>
    [
        .. Translations(),
        new InvalidationBenchmark("hardware/tlbi-va-256", 256),
        new InvalidationBenchmark("hardware/tlbi-va-65536", 65536),
    ];

    /// <summary>All shapes of translation.</summary>
    public static IEnumerable<TranslationBenchmark> Translations() =>
    [
        new TranslationBenchmark("hardware/s1-hit-same-page", SteConfig.S1Translate, pages: 1, tlbEntries: 512),
        new TranslationBenchmark("hardware/s1-hit-128-pages", SteConfig.S1Translate, pages: 128, tlbEntries: 512),
        new TranslationBenchmark("hardware/s1-miss-4-levels", SteConfig.S1Translate, pages: 256, tlbEntries: 64),
        new TranslationBenchmark("hardware/s1-miss-3-levels", SteConfig.S1Translate, pages: 256, tlbEntries: 64, stageOneTxsz: 25),
        new TranslationBenchmark("hardware/s2-hit-128-pages", SteConfig.S2Translate, pages: 128, tlbEntries: 512),
        new TranslationBenchmark("hardware/s2-miss-4-levels", SteConfig.S2Translate, pages: 256, tlbEntries: 64),
        new TranslationBenchmark("hardware/nested-hit-128-pages", SteConfig.Nested, pages: 128, tlbEntries: 512),
        new TranslationBenchmark("hardware/nested-miss", SteConfig.Nested, pages: 4096, tlbEntries: 64),
    ];
}
