using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Devices;

/// <summary>What a translated access came to.</summary>
/// <param name="Completed">For who started the DMA.</param>
/// <param name="Doorbell">For the doorbell, if the write rang it.</param>
internal readonly record struct DeviceAccess(DmaCompleted Completed, WriteDoorbell? Doorbell);

/// <summary>A device's StreamIDs and the DMAs that it has under way. It outlives the actor.</summary>
/// <typeparam name="TRequester">How to reach who started a DMA.</typeparam>
internal sealed class DeviceState<TRequester>(
    DeviceId device, SmmuId smmu, ImmutableArray<StreamId> streams, IPhysicalMemory memory, DoorbellRange doorbell, IHistory history,
    int atcEntries = 0, Experiment? experiment = null)
{
    private readonly Dictionary<TransactionId, (StartDma Dma, TRequester Requester)> _open = [];

    /// <summary>Its ATS and PRI side.</summary>
    public EndpointState<TRequester> Endpoint { get; } =
        new(device, smmu, streams, new AddressTranslationCache(atcEntries), experiment ?? Experiment.None);

    /// <summary>Notes a DMA and makes its request to the SMMU.</summary>
    public IIommuProtocol Start(StartDma dma, TRequester requester)
    {
        _open[dma.Transaction] = (dma, requester);
        if (history.IsOn) history.Record(new DmaStarted(smmu, StreamOf(dma), dma.Transaction, dma.Substream, dma.Address, dma.Access));
        return dma.UsesAts
            ? Endpoint.Begin(dma)
            : new TranslateDma(dma.Transaction, StreamOf(dma), dma.Address, dma.Access, dma.Substream);
    }

    /// <summary>A Translation Completion: the next message to the SMMU, or the end of the DMA; false if none waits for it.</summary>
    public bool TryGoOn(TranslationAnswered answer, out IIommuProtocol? next, out DmaCompleted? completed, out TRequester requester)
    {
        (next, completed, requester) = (null, null, default!);
        if (!_open.TryGetValue(answer.Transaction, out var open)) return false;
        requester = open.Requester;
        next = Endpoint.GoOn(open.Dma, answer.Completion, out var failure);
        if (failure == DmaOutcome.Completed) return next is not null;
        completed = new DmaCompleted(device, answer.Transaction, failure, default, 0);
        _open.Remove(answer.Transaction);
        if (history.IsOn) history.Record(new DmaEnded(
            smmu, StreamOf(open.Dma), answer.Transaction, failure, default, TranslationPath.Translated));
        return true;
    }

    /// <summary>Makes the access that the SMMU let through, or ends the one that it did not; false if it is not under way.</summary>
    public bool TryComplete(DmaTranslated translated, out DeviceAccess access, out TRequester requester)
    {
        (access, requester) = (default, default!);
        if (!_open.TryGetValue(translated.Transaction, out var open)) return false;
        requester = open.Requester;
        access = Access(open.Dma, translated);
        _open.Remove(translated.Transaction);
        var path = Endpoint.Ended(translated.Transaction) ? TranslationPath.Atc : translated.Path;
        var (outcome, output) = (access.Completed.Outcome, access.Completed.Address);
        if (history.IsOn) history.Record(new DmaEnded(
            smmu, StreamOf(open.Dma), translated.Transaction, outcome, output, path, translated.Fault));
        return true;
    }

    // A device has no more StreamIDs than it has, whatever a workload asks for; with ATS it is itself.
    private StreamId StreamOf(StartDma dma) => dma.UsesAts ? streams[0] : streams[(int)((uint)dma.Alias % (uint)streams.Length)];

    private DeviceAccess Access(StartDma dma, DmaTranslated translated)
    {
        var (outcome, address, data) = (translated.Outcome, translated.Address, 0UL);
        WriteDoorbell? rung = null;
        if (outcome == DmaOutcome.Completed)
        {
            if (doorbell.Contains(address))
            {
                if (dma.Access.IsWrite) rung = new WriteDoorbell(address, (uint)dma.Data);
            }
            else if (!TryAccess(dma, address, out data))
            {
                outcome = DmaOutcome.BusError;
            }
        }

        return new DeviceAccess(new DmaCompleted(device, dma.Transaction, outcome, address, data), rung);
    }

    private bool TryAccess(StartDma dma, Pa address, out ulong data)
    {
        data = 0;
        // The bus has no access of another size: the answer is the bus's, not an exception of ours.
        if (dma.SizeBytes is not (1 or 2 or 4 or 8)) return false;
        return dma.Access.IsWrite ? memory.TryWrite(address, dma.SizeBytes, dma.Data) : memory.TryRead(address, dma.SizeBytes, out data);
    }
}
