using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Captures;

/// <summary>The SMMU that a capture was recorded from.</summary>
public static class CaptureCapabilities
{
    /// <summary>Identification registers of the header; those that were not recorded are zero, and AIDR is QEMU's SMMUv3.1.</summary>
    /// <exception cref="CaptureFormatException">The recorded SMMU offers what this one does not model.</exception>
    public static SmmuCapabilities Of(CaptureHeader header)
    {
        uint Register(string name, uint absent = 0) => header.IdRegisters.TryGetValue(name, out var value) ? value : absent;
        var capabilities = new SmmuCapabilities(new Idr0(Register("IDR0")), new Idr1(Register("IDR1")), new Idr5(Register("IDR5")))
        {
            Idr2 = new Idr2(Register("IDR2")),
            Idr3 = new Idr3(Register("IDR3")),
            Idr4 = new Idr4(Register("IDR4")),
            Iidr = new Iidr(Register("IIDR")),
            Aidr = new Aidr(Register("AIDR", 1)),
            GbpaReset = new Gbpa(Register("GBPA", 0x1000)),
        };
        if (UnmodelledFeatures.OfferedBy(capabilities) is { Count: > 0 } offered)
            throw new CaptureFormatException(
                HeaderOffset, "identification registers of an SMMU that is modelled", string.Join(", ", offered));
        return capabilities;
    }

    // The header follows the magic and its own length.
    private const long HeaderOffset = 12;
}
