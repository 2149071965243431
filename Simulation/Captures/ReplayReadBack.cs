using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Simulation.Captures;

/// <summary>What was read so far of the several registers that one record needs, and what that answers.</summary>
/// <param name="run">Where answers go.</param>
internal sealed class ReplayReadBack(ReplayRun run)
{
    private InterruptsRead? _seen;
    private bool _isFaulted;
    private bool _isRaised;
    private QueueBase? _queue;
    private uint? _producer;

    /// <summary>The DMA of an event has ended; EVENTQ_BASE and EVENTQ_PROD are read next.</summary>
    /// <param name="isFaulted">It did not get through.</param>
    public void Begin(bool isFaulted) => (_isFaulted, _isRaised, _queue, _producer) = (isFaulted, false, null, null);

    /// <summary>Interrupts were counted; EVENTQ_PROD and EVENTQ_CONS are read next.</summary>
    public void Interrupts(InterruptsRead now)
    {
        Begin(isFaulted: false);
        _isRaised = run.Capture.Records[(int)now.Request.Value].Interrupt switch
        {
            InterruptSource.EventQueue => now.EventQueue > (_seen?.EventQueue ?? 0),
            InterruptSource.CommandSync => now.CommandSync > (_seen?.CommandSync ?? 0),
            InterruptSource.GlobalError => now.GlobalError > (_seen?.GlobalError ?? 0),
            _ => false,
        };
        _seen = now;
    }

    /// <summary>A register was read.</summary>
    public void Read(RegisterRead read)
    {
        var number = (int)read.Request.Value;
        switch (run.Capture.Records[number].Kind)
        {
            case CaptureRecordKind.MmioRead:
                run.Register(number, run.Capture.Records[number].MmioRead, read.Value);
                break;
            case CaptureRecordKind.GlobalError:
                var change = run.Capture.Records[number].GlobalError;
                run.Register(number, new MmioAccess(RegisterOffset.Gerror, 4, change.Value), read.Value);
                break;
            case CaptureRecordKind.Event when _queue is null:
                _queue = new QueueBase(read.Value);
                break;
            case CaptureRecordKind.Event:
                run.Event(number, _isFaulted, _queue.Value);
                break;
            case CaptureRecordKind.Interrupt when _producer is null:
                _producer = (uint)read.Value;
                break;
            case CaptureRecordKind.Interrupt:
                run.Interrupt(number, _isRaised, _producer.Value, (uint)read.Value);
                break;
        }
    }
}
