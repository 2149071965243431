using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>
/// What every walk of one SMMU works on: its capabilities, the register values that translation depends on, and the
/// caches. The register file writes the values; a walk reads them as they are at each of its steps.
/// </summary>
internal sealed class TranslationUnit(SmmuCapabilities capabilities, SmmuImplementation implementation)
{
    public SmmuCapabilities Capabilities { get; } = capabilities;

    public IChoices Choices { get; } = implementation.Choices;

    public BugSet Bugs { get; } = implementation.Bugs;

    public TranslationCaches Caches { get; } = new(implementation);

    public ConfigCache Configurations { get; } =
        new(implementation.ConfigurationCacheCapacity, implementation.Replacement, implementation.Choices);

    public InvalidationLog Invalidations { get; } = new();

    /// <summary>Nothing is left to choose: the questions need not be asked.</summary>
    public bool IsCalm { get; } = implementation.Choices is CalmChoices;

    /// <summary>A hit is the main TLB's and nobody else's: calm, and no micro-TLB.</summary>
    public bool IsPlain { get; } = implementation.Choices is CalmChoices && implementation.MicroTlbs == 0;

    /// <summary>CR0.SMMUEN as acknowledged.</summary>
    public bool Enabled { get; set; }

    public Gbpa Gbpa { get; set; } = capabilities.GbpaReset;

    public Cr2 Cr2 { get; set; }

    public StrtabBase StreamTableBase { get; set; }

    public StrtabBaseCfg StreamTableConfiguration { get; set; }

    /// <summary>True if the liberty is taken; never when calm.</summary>
    public bool Takes(Freedom freedom) => !IsCalm && Choices.Choose(freedom, 2) != 0;
}
