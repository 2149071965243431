using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>
/// What every walk of one SMMU works on: its capabilities, the register values that translation depends on, and the
/// caches. The register file writes the values; a walk reads them as they are at each of its steps.
/// </summary>
internal sealed class TranslationUnit(SmmuCapabilities capabilities, SmmuImplementation implementation)
{
    public SmmuCapabilities Capabilities { get; } = capabilities;

    public Iotlb Iotlb { get; } = new(implementation.TlbCapacity);

    public ConfigCache Configurations { get; } = new();

    public InvalidationLog Invalidations { get; } = new();

    /// <summary>CR0.SMMUEN as acknowledged.</summary>
    public bool Enabled { get; set; }

    public Gbpa Gbpa { get; set; } = capabilities.GbpaReset;

    public Cr2 Cr2 { get; set; }

    public StrtabBase StreamTableBase { get; set; }

    public StrtabBaseCfg StreamTableConfiguration { get; set; }
}
