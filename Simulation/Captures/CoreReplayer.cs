using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Captures;

/// <summary>Replays a capture through the pure core in one thread: no actor, no message.</summary>
public sealed class CoreReplayer : ICaptureReplayer
{
    private const int RecordsPerProgress = 1024;

    /// <inheritdoc/>
    public ReplayReport Replay(
        Capture capture, ReplayOptions options, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        var run = new Run(capture, options);
        var records = capture.Records;
        for (var number = 0; number < records.Length; number++)
        {
            if (number % RecordsPerProgress == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new ReplayProgress(number, records.Length, run.Mismatches));
            }

            run.Step(number, records[number]);
        }

        progress?.Report(new ReplayProgress(records.Length, records.Length, run.Mismatches));
        return run.Report();
    }

    private sealed class Run
    {
        private readonly Capture _capture;
        private readonly PhysicalMemory _memory;
        private readonly ISmmuCore _core;
        private readonly SynchronousSmmu _smmu;
        private readonly ReplayComparison _comparison;
        private InterruptCounts _seen;

        public Run(Capture capture, ReplayOptions options)
        {
            _capture = capture;
            _memory = CaptureMemory.Of(capture.Header);
            var core = new SmmuCore(CaptureCapabilities.Of(capture.Header), options.Implementation);
            _core = BrokenCore.With(core, options.Break);
            _smmu = new SynchronousSmmu(_core, _memory);
            _comparison = new ReplayComparison(capture);
        }

        public long Mismatches => _comparison.Mismatches;

        public ReplayReport Report() => _comparison.Report();

        public void Step(int number, in CaptureRecord record)
        {
            switch (record.Kind)
            {
                case CaptureRecordKind.Memory:
                    var patch = _capture.Memory(record);
                    _memory.TryWrite(new Pa(patch.Address), patch.Words);
                    break;
                case CaptureRecordKind.MmioWrite:
                    var write = record.MmioWrite;
                    _smmu.WriteRegister((int)write.Offset, write.SizeBytes, write.Value);
                    break;
                case CaptureRecordKind.MmioRead:
                    var read = record.MmioRead;
                    _comparison.RegisterRead(number, read, _smmu.ReadRegister((int)read.Offset, read.SizeBytes));
                    break;
                case CaptureRecordKind.Translation:
                    Translate(number, record.Translation);
                    break;
                case CaptureRecordKind.Event:
                    Fault(number, _capture.Event(record));
                    break;
                case CaptureRecordKind.Interrupt:
                    Interrupt(number, record.Interrupt);
                    break;
                case CaptureRecordKind.GlobalError:
                    var error = new MmioAccess(RegisterOffset.Gerror, 4, record.GlobalError.Value);
                    _comparison.RegisterRead(number, error, _smmu.ReadRegister(RegisterOffset.Gerror, 4));
                    break;
            }
        }

        private void Translate(int number, in CapturedTranslation expected)
        {
            var transaction = new Transaction(new StreamId(expected.StreamId), new Iova(expected.Iova), AccessAttributes.Read);
            ref readonly var result = ref _smmu.Translate(transaction);
            if (_comparison.Translation(number, expected, result.Status == TranslationStatus.Translated ? result.Address : null))
                _comparison.Explain(WalkExplanation.Of(_core, _memory, transaction));
        }

        private void Fault(int number, in CapturedEvent expected)
        {
            var transaction = ReplayTransactions.OfEvent(expected);
            ref readonly var result = ref _smmu.Translate(transaction);
            Span<ulong> slot = stackalloc ulong[4];
            _memory.TryRead(ReplayTransactions.EventSlot(_core.Registers.EventqBase, expected.Index), slot);
            if (_comparison.Event(number, expected.Dwords, result.HasEvent, slot))
                _comparison.Explain(WalkExplanation.Of(_core, _memory, transaction));
        }

        private uint EventIndex(int offset) => (uint)_smmu.ReadRegister(offset, 4);

        private void Interrupt(int number, InterruptSource source)
        {
            var now = _smmu.Interrupts;
            var raised = source switch
            {
                InterruptSource.EventQueue => now.EventQueue > _seen.EventQueue,
                InterruptSource.CommandSync => now.CommandSync > _seen.CommandSync,
                InterruptSource.GlobalError => now.GlobalError > _seen.GlobalError,
                _ => false,
            };
            _seen = now;
            var (producer, consumer) = (EventIndex(RegisterOffset.EventqProd), EventIndex(RegisterOffset.EventqCons));
            _comparison.Interrupt(number, source, raised, ReplayTransactions.IsRequired(source, producer, consumer));
        }
    }
}
