using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>
/// What every walk of one SMMU works on: its capabilities, the register values that translation depends on, and the
/// caches. The register file writes the values; a walk reads them as they are at each of its steps.
/// </summary>
internal sealed class TranslationUnit
{
    public TranslationUnit(SmmuCapabilities capabilities, SmmuImplementation implementation)
    {
        (Capabilities, Choices, Bugs) = (capabilities, implementation.Choices, implementation.Bugs);
        Caches = new TranslationCaches(implementation);
        Iotlb = Caches.Main;
        Configurations = new ConfigCache(implementation.ConfigurationCacheCapacity, implementation.Replacement, implementation.Choices);
        IsCalm = implementation.Choices is CalmChoices;
        IsPlain = IsCalm && implementation.MicroTlbs == 0 && implementation.Replacement != Replacement.LeastRecentlyUsed;
        Gbpa = capabilities.GbpaReset;
    }

    public SmmuCapabilities Capabilities { get; }

    public IChoices Choices { get; }

    public BugSet Bugs { get; }

    public TranslationCaches Caches { get; }

    /// <summary>The main TLB of <see cref="Caches"/>.</summary>
    public Iotlb Iotlb { get; }

    public ConfigCache Configurations { get; }

    public InvalidationLog Invalidations { get; } = new();

    /// <summary>Nothing is left to choose: the questions need not be asked.</summary>
    public bool IsCalm { get; }

    /// <summary>A hit is the main TLB's and changes nothing: calm, no micro-TLB, nobody counts uses.</summary>
    public bool IsPlain { get; }

    /// <summary>CR0.SMMUEN as acknowledged.</summary>
    public bool Enabled { get; set; }

    /// <summary>CR0.ATSCHK as acknowledged: translated transactions are checked.</summary>
    public bool ChecksTranslated { get; set; }

    public Gbpa Gbpa { get; set; }

    public Cr2 Cr2 { get; set; }

    public StrtabBase StreamTableBase { get; set; }

    public StrtabBaseCfg StreamTableConfiguration { get; set; }

    /// <summary>True if the liberty is taken; never when calm.</summary>
    public bool Takes(Freedom freedom) => !IsCalm && Choices.Choose(freedom, 2) != 0;
}
