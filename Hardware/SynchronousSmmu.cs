// Not modelled: time, shareability and attributes of MSIs.
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <summary>Interrupts that left the SMMU as wires; an MSI is a memory write instead (IHI 0070 3.18).</summary>
/// <param name="EventQueue">Times that EVTQ was raised.</param>
/// <param name="GlobalError">Times that GERROR was raised.</param>
/// <param name="CommandSync">Times that CMD_SYNC with CS = SIG_IRQ was raised.</param>
/// <param name="PageRequestQueue">Times that PRIQ was raised.</param>
/// <param name="WakeUps">Events that CMD_SYNC with CS = SIG_SEV sent to the CPUs, where IDR0.SEV offers it.</param>
public readonly record struct InterruptCounts(int EventQueue, int GlobalError, int CommandSync, int PageRequestQueue = 0, int WakeUps = 0);

/// <summary>
/// A whole SMMU in one thread: core and queues joined by plain calls, each call running to its end
/// before it returns. It is what the actors do, without time in between: the reference for them, and the fast way to
/// translate where nothing is concurrent.
/// </summary>
public sealed partial class SynchronousSmmu
{
    private readonly ISmmuCore _core;
    private readonly IPhysicalMemory _memory;
    private readonly CommandQueue _commands;
    private readonly EventQueue _events;
    private readonly IChoices _choices;
    private readonly bool _isCalm;
    private TranslationResult _kept;

    /// <param name="core">Registers, caches and walks.</param>
    /// <param name="memory">What structures, tables and queues are read from.</param>
    /// <param name="endpoint">The functions that ATS and PRI speak to; without them those commands are ignored (4.5).</param>
    public SynchronousSmmu(ISmmuCore core, IPhysicalMemory memory, IAtsEndpoint? endpoint = null)
    {
        ArgumentNullException.ThrowIfNull(core);
        (_core, _memory, _endpoint, _choices) = (core, memory, endpoint, core.Implementation.Choices);
        _isCalm = _choices is CalmChoices;
        _pageRequests = new PageRequestQueue(core.Capabilities);
        _commands = new CommandQueue(core.Capabilities, core.Implementation.Bugs);
        _events = new EventQueue(core.Capabilities, _choices);
    }

    /// <summary>Interrupts raised so far.</summary>
    public InterruptCounts Interrupts { get; private set; }

    /// <summary>Reads a register of either page.</summary>
    public ulong ReadRegister(int offset, int sizeBytes) => (offset, sizeBytes) switch
    {
        (RegisterOffset.CmdqProd, 4) => _commands.ProducerRegister,
        (RegisterOffset.CmdqCons, 4) => _commands.ConsumerRegister,
        (RegisterOffset.EventqProd, 4) => _events.ProducerRegister,
        (RegisterOffset.EventqCons, 4) => _events.ConsumerRegister,
        (RegisterOffset.PriqProd, 4) => _pageRequests.ProducerRegister,
        (RegisterOffset.PriqCons, 4) => _pageRequests.ConsumerRegister,
        _ => _core.Registers.Read(offset, sizeBytes),
    };

    /// <summary>Writes a register of either page; everything that it causes has happened on return.</summary>
    public void WriteRegister(int offset, int sizeBytes, ulong value)
    {
        switch (offset, sizeBytes)
        {
            case (RegisterOffset.CmdqProd, 4):
                _commands.WriteProducer((uint)value);
                break;
            case (RegisterOffset.CmdqCons, 4):
                _commands.WriteConsumer((uint)value);
                break;
            case (RegisterOffset.EventqProd, 4):
                _events.WriteProducer((uint)value);
                break;
            case (RegisterOffset.EventqCons, 4):
                _events.WriteConsumer((uint)value);
                break;
            case (RegisterOffset.PriqProd, 4):
                _pageRequests.WriteProducer((uint)value);
                break;
            case (RegisterOffset.PriqCons, 4):
                _pageRequests.WriteConsumer((uint)value);
                break;
            default:
                Apply(_core.WriteRegister(offset, sizeBytes, value));
                break;
        }

        RetryUnrecorded();
        ConsumeCommands();
    }

    /// <summary>
    /// Translates one transaction and records its event, if it has one. One that stalls is answered later, by
    /// <see cref="TryTakeAnswered"/>. The result is valid until the next call.
    /// </summary>
    public ref readonly TranslationResult Translate(in Transaction transaction)
    {
        var walk = _core.BeginWalk(transaction, out var step);
        while (!step.IsDone) step = _core.Answer(walk, step, _memory);
        ref readonly var result = ref _core.EndWalk(walk);
        if (result.HasEvent) Record(result);
        if (_isCalm) return ref result;
        _kept = result;
        Speculate();
        return ref _kept;
    }

    // 3.21.3: what no transaction asked for; nobody sees the result.
    private void Speculate()
    {
        if (!_core.TryBeginSpeculativeWalk(out var walk, out var step)) return;
        while (!step.IsDone) step = _memory.TryRead64(step.Address, out var data) ? _core.Resume(walk, data) : _core.ResumeWithAbort(walk);
        _core.EndWalk(walk);
    }

    private void Apply(RegisterEffects effects)
    {
        var registers = _core.Registers;
        if ((effects & RegisterEffects.CommandQueueEnable) != 0) _commands.Configure(registers.CmdqBase, registers.Cr0.CMDQEN);
        if ((effects & RegisterEffects.EventQueueEnable) != 0) _events.Configure(registers.EventqBase, registers.Cr0.EVENTQEN);
        if ((effects & (RegisterEffects.CommandQueueEnable | RegisterEffects.EventQueueEnable)) != 0)
            registers.Acknowledge(default(Cr0) with { CMDQEN = true, EVENTQEN = true }, registers.Cr0);
        if ((effects & RegisterEffects.CommandErrorAcknowledged) != 0) _commands.AcknowledgeError();
        if ((effects & RegisterEffects.EventQueueAbortAcknowledged) != 0) _events.AcknowledgeAbort();
        ApplyToPageRequests(effects);
    }

    private void ConsumeCommands()
    {
        while (_commands.CanFetch)
        {
            var address = _commands.FetchAddress;
            if (!_memory.TryRead64(address, out var d0) || !_memory.TryRead64(new Pa(address.Value + 8), out var d1))
            {
                _commands.FetchAborted();
                Raise(default(Gerror) with { CmdqErr = true });
                return;
            }

            var command = new Command(d0, d1);
            if (_commands.Fetched(command) != CommandError.None)
            {
                Raise(default(Gerror) with { CmdqErr = true });
                return;
            }

            if (command.Opcode == CommandOpcode.Sync)
            {
                Complete(command);
                continue;
            }

            if (command.IsForEndpoint()) _endpoint.Send(command, _core, _commands.AtcInvalidations);
            else _core.Execute(command);
            AnswerReleased();
            _commands.Consumed();
            if (!_isCalm) Speculate();
        }
    }

    // 4.7.3: every earlier command has taken effect; no walk outlives a call, so there are none to wait for.
    private void Complete(in Command sync)
    {
        _core.Barrier();
        if (_commands.AtcInvalidations.HaveFailed)
        {
            _commands.CompleteSync();
            Raise(default(Gerror) with { CmdqErr = true });
            return;
        }

        var indexFirst = sync.CS != SyncSignal.None && _choices.Choose(Freedom.SyncSignalOrder, 2) == 1;
        if (!indexFirst) Signal(sync);
        _commands.CompleteSync();
        if (indexFirst) Signal(sync);
    }

    // 4.7.3: CS = SIG_SEV is an event where IDR0.SEV offers one, else nothing; CS = SIG_IRQ is a write to MSIAddress, or the wire
    // if that is 0 or MSIs are not offered.
    private void Signal(in Command sync)
    {
        if (sync.CS == SyncSignal.Sev && _core.Capabilities.Idr0.SEV) Interrupts = Interrupts with { WakeUps = Interrupts.WakeUps + 1 };
        if (sync.CS != SyncSignal.Irq) return;
        if (!_core.Capabilities.Idr0.MSI || sync.MSIAddress == 0) Interrupts = Interrupts with { CommandSync = Interrupts.CommandSync + 1 };
        else if (!_memory.TryWrite(_core.Capabilities.Truncate(sync.MSIAddress), 4, sync.MSIData))
            Raise(default(Gerror) with { MsiCmdqAbtErr = true });
    }

    private void Record(in TranslationResult result)
    {
        var record = result.Event;
        if (result.MayMerge && _events.TryMerge(record)) return;
        var effects = _events.Record(result.Status == TranslationStatus.Stalled);
        if ((effects & EventQueueEffects.RetryStall) != 0) _core.Stalls.NotRecorded(result.Stall);
        if ((effects & EventQueueEffects.Write) != 0)
        {
            if (_memory.TryWrite(_events.WriteAddress, [record.D0, record.D1, record.D2, record.D3])) effects |= _events.Written(record);
            else AbortRecord();
        }

        if ((effects & EventQueueEffects.Interrupt) == 0 || !_core.Registers.IrqCtrlAck.EventqIrqen) return;
        if (!_core.Registers.EventqMsi.IsMsi) Interrupts = Interrupts with { EventQueue = Interrupts.EventQueue + 1 };
        else if (!_memory.TryWrite(_core.Registers.EventqMsi.Address, 4, _core.Registers.EventqMsi.Data))
            Raise(default(Gerror) with { MsiEventqAbtErr = true });
    }

    private void AbortRecord()
    {
        _events.WriteAborted();
        Raise(default(Gerror) with { EventqAbtErr = true });
    }

    private void Raise(Gerror errors)
    {
        if (!_core.Registers.Raise(errors)) return;
        if (!_core.Registers.GerrorMsi.IsMsi) Interrupts = Interrupts with { GlobalError = Interrupts.GlobalError + 1 };
        else if (!_memory.TryWrite(_core.Registers.GerrorMsi.Address, 4, _core.Registers.GerrorMsi.Data))
            _core.Registers.Raise(default(Gerror) with { MsiGerrorAbtErr = true });
    }
}
