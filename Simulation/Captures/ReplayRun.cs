using System.Collections.Concurrent;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Simulation.Captures;

/// <summary>One replay through actors: what the driver of the capture and the thread that asked for it share.</summary>
internal sealed class ReplayRun
{
    private readonly ReplayComparison _comparison;
    private readonly Dictionary<StreamId, DeviceId> _devices;
    private readonly BlockingCollection<ReplayProgress> _progress = [];
    private volatile bool _cancelled;
    private Exception? _failure;

    /// <param name="capture">What is replayed.</param>
    /// <param name="memory">The memory of the machine.</param>
    /// <param name="streams">StreamIDs in the order of the machine's devices.</param>
    public ReplayRun(Capture capture, PhysicalMemory memory, IEnumerable<StreamId> streams)
    {
        (Capture, Memory, _comparison) = (capture, memory, new ReplayComparison(capture));
        _devices = streams.Select((stream, index) => (stream, index)).ToDictionary(pair => pair.stream, pair => new DeviceId(pair.index));
    }

    public Capture Capture { get; }

    public PhysicalMemory Memory { get; }

    /// <summary>The only SMMU.</summary>
    public static SmmuId Smmu => new(0);

    /// <summary>Devices of the machine: one for each StreamID.</summary>
    public int DeviceCount => _devices.Count;

    public DeviceId DeviceOf(StreamId stream) => _devices[stream];

    public void Translation(int number, Pa? address) => _comparison.Translation(number, Capture.Records[number].Translation, address);

    public void Register(int number, in MmioAccess expected, ulong got) => _comparison.RegisterRead(number, expected, got);

    /// <summary>Compares what stands in the event queue where the record was written when the capture was made.</summary>
    public void Event(int number, bool isFaulted, QueueBase queue)
    {
        var expected = Capture.Event(Capture.Records[number]);
        Span<ulong> slot = stackalloc ulong[4];
        Memory.TryRead(ReplayTransactions.EventSlot(queue, expected.Index), slot);
        _comparison.Event(number, expected.Dwords, isFaulted, slot);
    }

    public void Interrupt(int number, bool raised, uint producer, uint consumer)
    {
        var source = Capture.Records[number].Interrupt;
        _comparison.Interrupt(number, source, raised, ReplayTransactions.IsRequired(source, producer, consumer));
    }

    /// <summary>Reports how far the replay is; false if it is to end.</summary>
    public bool TryReport(int recordsDone)
    {
        if (_cancelled)
        {
            _progress.CompleteAdding();
            return false;
        }

        _progress.Add(new ReplayProgress(recordsDone, Capture.Records.Length, _comparison.Mismatches));
        return true;
    }

    public void Complete() => _progress.CompleteAdding();

    public void Fail(Exception failure)
    {
        _failure = failure;
        _progress.CompleteAdding();
    }

    /// <summary>Waits for the end on the thread that asked for the replay, and passes progress on there.</summary>
    public ReplayComparison Wait(IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(() => _cancelled = true))
        {
            foreach (var report in _progress.GetConsumingEnumerable(CancellationToken.None)) progress?.Report(report);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null) throw _failure;
        return _comparison;
    }
}
