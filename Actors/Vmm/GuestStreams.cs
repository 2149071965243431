// Not modelled: stream tables of two levels; tables of context descriptors (S1CDMax other than 0), which this VMM does not offer.
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Vmm;

/// <summary>A guest's stream table and context descriptors, as its VMM reads them.</summary>
/// <param name="registers">Of the virtual SMMU.</param>
/// <param name="memory">Of the guest.</param>
internal sealed class GuestStreams(RegisterFile registers, IPhysicalMemory memory)
{
    private const int EntryDwords = 8;

    /// <summary>The entry of a stream; null if the table does not reach so far or is not memory.</summary>
    public StreamTableEntry? EntryOf(VirtualStreamId stream)
    {
        Span<ulong> words = stackalloc ulong[EntryDwords];
        if (stream.Value >> registers.StrtabBaseCfg.LOG2SIZE != 0) return null;
        var address = new Pa(registers.StrtabBase.ADDR + ((ulong)stream.Value * StreamTableEntry.SizeBytes));
        return memory.TryRead(address, words) ? StreamTableEntry.Read(words) : null;
    }

    /// <summary>The ASID that a stream's context descriptor has at this moment; null if it has none.</summary>
    public Asid? AsidOf(in StreamTableEntry entry)
    {
        Span<ulong> words = stackalloc ulong[EntryDwords];
        if (entry is not { V: true, Config: SteConfig.S1Translate }) return null;
        return memory.TryRead(new Pa(entry.S1ContextPtr), words) && ContextDescriptor.Read(words) is { V: true } context
            ? context.ASID : null;
    }
}
