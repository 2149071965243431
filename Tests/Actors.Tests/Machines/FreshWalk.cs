using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>What memory says now: the answer of an SMMU with the same registers and nothing cached. It marks nothing in memory.</summary>
internal static class FreshWalk
{
    /// <summary>Null for a DMA that stalls.</summary>
    public static (DmaOutcome Outcome, ulong Address)? Of(
        ISmmuUnderTest smmu, Board board, uint stream, ulong iova, AccessAttributes access)
    {
        var core = new SmmuCore(Board.Capabilities, new SmmuImplementation { TlbCapacity = 0 });
        var fresh = new SynchronousSmmu(core, new Unmarked(board.Memory));
        fresh.WriteRegister(RegisterOffset.StrtabBase, 8, smmu.Read(RegisterOffset.StrtabBase, 8));
        fresh.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, smmu.Read(RegisterOffset.StrtabBaseCfg, 4));
        fresh.WriteRegister(RegisterOffset.Gbpa, 4, smmu.Read(RegisterOffset.Gbpa, 4) | (default(Gbpa) with { Update = true }).Raw);
        var enabled = new Cr0((uint)smmu.Read(RegisterOffset.Cr0ack, 4)).SMMUEN;
        fresh.WriteRegister(RegisterOffset.Cr0, 4, (default(Cr0) with { SMMUEN = enabled }).Raw);
        var result = fresh.Translate(new Transaction(new StreamId(stream), new Iova(iova), access));
        return result.Status switch
        {
            TranslationStatus.Translated => (DmaOutcome.Completed, result.Address.Value),
            TranslationStatus.Aborted => (DmaOutcome.Aborted, 0),
            TranslationStatus.Stalled => null,
            _ => (DmaOutcome.ReadZeroWriteIgnored, 0),
        };
    }

    // An update is taken to succeed, and lost.
    private sealed class Unmarked(IPhysicalMemory memory) : IPhysicalMemory
    {
        public bool TryRead64(Pa address, out ulong value) => memory.TryRead64(address, out value);

        public bool TryWrite64(Pa address, ulong value) => true;

        public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed) =>
            memory.TryRead64(address, out observed);
    }
}
