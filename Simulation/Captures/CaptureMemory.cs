using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Captures;

/// <summary>The memory of the machine that a capture was recorded from: its RAM and nothing else.</summary>
internal static class CaptureMemory
{
    /// <exception cref="CaptureFormatException">The header's RAM is no range of whole pages below 2^52.</exception>
    public static PhysicalMemory Of(CaptureHeader header)
    {
        try
        {
            return new PhysicalMemory((new Pa(header.RamBase), header.RamSizeBytes));
        }
        catch (ArgumentException)
        {
            throw new CaptureFormatException(12, "RAM of whole 4 KiB pages below 2^52", $"0x{header.RamBase:x}+0x{header.RamSizeBytes:x}");
        }
    }
}
