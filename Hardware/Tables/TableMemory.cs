using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tables;

/// <summary>Accesses of software to its own tables, which it put into memory that is there.</summary>
internal static class TableMemory
{
    public static void Write(IPhysicalMemory memory, Pa address, ReadOnlySpan<ulong> words)
    {
        if (!memory.TryWrite(address, words)) throw new InvalidOperationException($"There is no memory at {address}.");
    }

    public static ulong Read(IPhysicalMemory memory, Pa address) =>
        memory.TryRead64(address, out var word) ? word : throw new InvalidOperationException($"There is no memory at {address}.");
}
