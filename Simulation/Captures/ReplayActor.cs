using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Simulation.Captures;

/// <summary>
/// Plays the driver and the workload of a capture against a machine: puts memory in place, writes and reads registers, starts
/// DMAs, and goes on only when what it waits for has come. Consecutive DMAs are under way together.
/// </summary>
internal sealed class ReplayActor : UntypedActor
{
    private const int RecordsPerProgress = 1024;

    // Enough to keep every device busy, few enough that memory does not grow with the capture.
    private const int DmasUnderWay = 64;

    // Whose reference an ActorIdentity brings: one of these, or a device by its number.
    private const int TheMachine = -2;
    private const int TheSmmu = -1;

    private readonly ReplayRun _run;
    private readonly IActorRef _machine;
    private readonly IActorRef[] _devices;
    private readonly ReplayReadBack _readBack;
    private IActorRef _smmu = ActorRefs.Nobody;
    private int _next;
    private int _waitingFor;
    private long _request;

    /// <param name="run">The capture and where its answers go.</param>
    /// <param name="machine">What it is played against.</param>
    public ReplayActor(ReplayRun run, IActorRef machine)
    {
        (_run, _readBack) = (run, new ReplayReadBack(run));
        _machine = machine;
        _devices = new IActorRef[run.DeviceCount];
    }

    // The machine would pass every request on; knowing its parts saves each of them a message. It has them when it can answer.
    protected override void PreStart()
    {
        Context.Watch(_machine);
        _waitingFor++;
        _machine.Tell(new Identify(TheMachine));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ActorIdentity { Subject: null }:
                _run.Fail(new InvalidOperationException("The machine lacks a part that the capture needs."));
                Context.Stop(Self);
                return;
            case ActorIdentity { MessageId: int part, Subject: { } subject }:
                Identified(part, subject);
                break;
            case DmaCompleted dma:
                Completed(dma);
                break;
            case RegisterRead read:
                _readBack.Read(read);
                break;
            case RegisterWritten or CommandQueueIdle:
                break;
            case InterruptsRead interrupts:
                Interrupts(interrupts);
                break;
            case Terminated:
                _run.Fail(new InvalidOperationException("The machine ended before the capture did."));
                Context.Stop(Self);
                return;
            default:
                Unhandled(message);
                return;
        }

        if (--_waitingFor == 0) GoOn();
    }

    private void GoOn()
    {
        while (_waitingFor == 0 && _next < _run.Capture.Records.Length)
        {
            if (_next % RecordsPerProgress == 0 && !_run.TryReport(_next)) return;
            Step(_next, _run.Capture.Records[_next]);
            _next++;
        }

        if (_waitingFor == 0) _run.Complete();
    }

    private void Step(int number, in CaptureRecord record)
    {
        switch (record.Kind)
        {
            case CaptureRecordKind.Memory:
                var patch = _run.Capture.Memory(record);
                _run.Memory.TryWrite(new Pa(patch.Address), patch.Words);
                break;
            case CaptureRecordKind.MmioWrite:
                var write = record.MmioWrite;
                Send(new WriteRegister(ReplayRun.Smmu, NextRequest(), (int)write.Offset, write.SizeBytes, write.Value));
                if (LetsCommandsRun(write.Offset)) Send(new AwaitCommandQueueIdle(ReplayRun.Smmu, NextRequest()));
                break;
            case CaptureRecordKind.MmioRead:
                Send(new ReadRegister(ReplayRun.Smmu, new RequestId(number), (int)record.MmioRead.Offset, record.MmioRead.SizeBytes));
                break;
            case CaptureRecordKind.Translation:
                StartDmas();
                break;
            case CaptureRecordKind.Event:
                var (stream, address, access, substream) = ReplayTransactions.OfEvent(_run.Capture.Event(record));
                Send(new StartDma(_run.DeviceOf(stream), new TransactionId(number), address, access, 4, 0, substream));
                break;
            case CaptureRecordKind.Interrupt:
                Send(new ReadInterrupts(ReplayRun.Smmu, new RequestId(number)));
                break;
            case CaptureRecordKind.GlobalError:
                Send(new ReadRegister(ReplayRun.Smmu, new RequestId(number), RegisterOffset.Gerror, 4));
                break;
        }
    }

    private void StartDmas()
    {
        var records = _run.Capture.Records;
        var end = Math.Min(records.Length, _next + DmasUnderWay);
        for (var number = _next; number < end && records[number].Kind == CaptureRecordKind.Translation; number++)
        {
            var dma = records[number].Translation;
            var device = _run.DeviceOf(new StreamId(dma.StreamId));
            Send(new StartDma(device, new TransactionId(number), new Iova(dma.Iova), AccessAttributes.Read, 4));
        }

        _next += _waitingFor - 1;
    }

    private void Completed(DmaCompleted dma)
    {
        var number = (int)dma.Transaction.Value;
        Pa? address = dma.Outcome is DmaOutcome.Completed or DmaOutcome.BusError ? dma.Address : null;
        if (_run.Capture.Records[number].Kind == CaptureRecordKind.Translation)
        {
            _run.Translation(number, address);
            return;
        }

        // The answer comes from the event queue, behind the record that the SMMU sent there before it answered the device.
        Send(new ReadRegister(ReplayRun.Smmu, new RequestId(number), RegisterOffset.EventqBase, 8));
        Send(new ReadRegister(ReplayRun.Smmu, new RequestId(number), RegisterOffset.EventqProd, 4));
        _readBack.Begin(isFaulted: address is null);
    }

    private void Interrupts(InterruptsRead now)
    {
        _readBack.Interrupts(now);
        Send(new ReadRegister(ReplayRun.Smmu, now.Request, RegisterOffset.EventqProd, 4));
        Send(new ReadRegister(ReplayRun.Smmu, now.Request, RegisterOffset.EventqCons, 4));
    }

    private static bool LetsCommandsRun(uint offset) => offset is RegisterOffset.CmdqProd or RegisterOffset.Cr0 or RegisterOffset.Gerrorn;

    private void Identified(int part, IActorRef subject)
    {
        if (part == TheMachine)
        {
            Identify(TheSmmu, $"{ReplayRun.Smmu}");
            for (var device = 0; device < _devices.Length; device++) Identify(device, $"{new DeviceId(device)}");
        }
        else if (part == TheSmmu)
        {
            _smmu = subject;
        }
        else
        {
            _devices[part] = subject;
        }
    }

    private void Identify(int part, string name)
    {
        _waitingFor++;
        Context.ActorSelection(_machine.Path / name).Tell(new Identify(part), Self);
    }

    private void Send(IIommuProtocol request)
    {
        _waitingFor++;
        (request is StartDma dma ? _devices[dma.Device.Value] : _smmu).Tell(request);
    }

    private RequestId NextRequest() => new(++_request);
}
