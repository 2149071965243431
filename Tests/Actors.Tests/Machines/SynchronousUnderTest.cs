using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>The SMMU without actors, and a device that does what a device does.</summary>
internal sealed class SynchronousUnderTest(IPhysicalMemory memory, SmmuCapabilities capabilities) : ISmmuUnderTest
{
    private readonly SynchronousSmmu _smmu = new(new SmmuCore(capabilities), memory);
    private readonly Dictionary<StallId, (long Dma, AccessAttributes Access, int SizeBytes, ulong Data)> _stalled = [];
    private long _dmas;

    public ulong Read(int offset, int sizeBytes) => _smmu.ReadRegister(offset, sizeBytes);

    public void Write(int offset, ulong value, int sizeBytes) => _smmu.WriteRegister(offset, sizeBytes, value);

    public (DmaOutcome Outcome, ulong Address, ulong Data)? Dma(uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data)
    {
        _dmas++;
        var result = _smmu.Translate(new Transaction(new StreamId(stream), new Iova(iova), access));
        if (result.Status != TranslationStatus.Stalled) return Complete(result, access, sizeBytes, data);
        _stalled.Add(result.Stall, (_dmas, access, sizeBytes, data));
        return null;
    }

    public IReadOnlyList<string> TakeAnswers()
    {
        var answers = new SortedDictionary<long, string>();
        while (_smmu.TryTakeAnswered(out var stall, out var result))
        {
            Assert.True(_stalled.Remove(stall, out var dma));
            var (outcome, address, data) = Complete(result, dma.Access, dma.SizeBytes, dma.Data);
            answers.Add(dma.Dma, $"{new TransactionId(dma.Dma)} {outcome} {address:x} {data:x}");
        }

        return [.. answers.Values];
    }

    public (long EventQueue, long CommandSync, long GlobalError, long WakeUps) Interrupts() =>
        (_smmu.Interrupts.EventQueue, _smmu.Interrupts.CommandSync, _smmu.Interrupts.GlobalError, _smmu.Interrupts.WakeUps);

    private (DmaOutcome Outcome, ulong Address, ulong Data) Complete(
        in TranslationResult result, AccessAttributes access, int sizeBytes, ulong data)
    {
        if (result.Status == TranslationStatus.Aborted) return (DmaOutcome.Aborted, 0, 0);
        if (result.Status != TranslationStatus.Translated) return (DmaOutcome.ReadZeroWriteIgnored, 0, 0);
        var read = 0UL;
        var isMemory = access.IsWrite
            ? memory.TryWrite(result.Address, sizeBytes, data)
            : memory.TryRead(result.Address, sizeBytes, out read);
        return (isMemory ? DmaOutcome.Completed : DmaOutcome.BusError, result.Address.Value, read);
    }
}
