using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>The SMMU without actors, and devices that do what devices do.</summary>
internal sealed class SynchronousUnderTest : ISmmuUnderTest, IAtsEndpoint
{
    private readonly IPhysicalMemory _memory;
    private readonly SynchronousSmmu _smmu;
    private readonly Dictionary<StallId, (long Dma, AccessAttributes Access, int SizeBytes, ulong Data)> _stalled = [];
    private readonly AddressTranslationCache[] _caches =
        [.. Enumerable.Range(0, Script.Streams).Select(_ => new AddressTranslationCache(64))];

    private long _dmas;

    public SynchronousUnderTest(IPhysicalMemory memory, SmmuCapabilities capabilities) =>
        (_memory, _smmu) = (memory, new SynchronousSmmu(new SmmuCore(capabilities), memory, this));

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

    public (DmaOutcome Outcome, ulong Address, ulong Data) AtsDma(
        uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data)
    {
        var transaction = new Transaction(new StreamId(stream), new Iova(iova), access) { Kind = TransactionKind.TranslationRequest };
        if (!_caches[stream].TryTranslate(null, transaction.Address, access, out var output))
        {
            var completion = _smmu.Translate(transaction).Completion;
            Assert.True(_caches[stream].End(_caches[stream].Begin(), null, transaction.Address, completion));
            if (completion.Status != CompletionStatus.Success) return (DmaOutcome.RequestRefused, 0, 0);
            if (!AddressTranslationCache.Permits(completion.Entry, access)) return (DmaOutcome.NotGranted, 0, 0);
            output = AddressTranslationCache.Translate(completion.Entry, transaction.Address);
        }

        var translated = transaction with { Kind = TransactionKind.Translated, Address = new Iova(output.Value) };
        return Complete(_smmu.Translate(translated), access, sizeBytes, data);
    }

    public void RequestPage(PageRequest page) => _smmu.RequestPage(page);

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

    public (long EventQueue, long CommandSync, long GlobalError, long PageRequestQueue, long WakeUps) Interrupts()
    {
        var counts = _smmu.Interrupts;
        return (counts.EventQueue, counts.CommandSync, counts.GlobalError, counts.PageRequestQueue, counts.WakeUps);
    }

    bool IAtsEndpoint.TryInvalidate(StreamId stream, in InvalidateRequest request)
    {
        if (stream.Value < _caches.Length) _caches[stream.Value].Invalidate(request);
        return true;
    }

    void IAtsEndpoint.Answer(in PageResponse response) => Assert.InRange(response.Stream.Value, 0u, (uint)_caches.Length - 1);

    private (DmaOutcome Outcome, ulong Address, ulong Data) Complete(
        in TranslationResult result, AccessAttributes access, int sizeBytes, ulong data)
    {
        if (result.Status == TranslationStatus.Aborted) return (DmaOutcome.Aborted, 0, 0);
        if (result.Status != TranslationStatus.Translated) return (DmaOutcome.ReadZeroWriteIgnored, 0, 0);
        var read = 0UL;
        var isMemory = access.IsWrite
            ? _memory.TryWrite(result.Address, sizeBytes, data)
            : _memory.TryRead(result.Address, sizeBytes, out read);
        return (isMemory ? DmaOutcome.Completed : DmaOutcome.BusError, result.Address.Value, read);
    }
}
