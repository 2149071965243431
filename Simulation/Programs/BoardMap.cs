namespace ActorIommu.Simulation.Programs;

/// <summary>Whether an address answers at all.</summary>
internal enum Backing : byte
{
    /// <summary>Nothing is there: the device sees a decode error.</summary>
    None,

    /// <summary>Memory, or a window that answers like memory.</summary>
    Present,

    /// <summary>Device registers, some of which refuse a DMA: either answer is possible.</summary>
    Devices,
}

/// <summary>The physical addresses of the machine that the programs were recorded on, as far as a DMA can tell them apart.</summary>
internal static class BoardMap
{
    /// <summary>What a read of an address gives that is neither RAM nor a device: flash is empty, windows of PCIe float.</summary>
    public static ulong Floating(ulong address) => address < 0x0800_0000 ? 0 : ulong.MaxValue;

    /// <summary>What answers at an address.</summary>
    public static Backing Of(ulong address) => address switch
    {
        // Flash, the interrupt controller and other devices, the windows of PCIe.
        < 0x0800_0000 => Backing.Present,
        < 0x1000_0000 => Backing.Devices,
        < 0x3eff_0000 => Backing.Present,
        < ProgramMemory.RamBase => Backing.Devices,
        < ProgramMemory.RamBase + ProgramMemory.RamBytes => Backing.Present,
        >= 0x40_0000_0000 and < 0x40_2000_0000 => Backing.Devices,
        >= 0x80_0000_0000 and < 0x100_0000_0000 => Backing.Present,
        _ => Backing.None,
    };
}
