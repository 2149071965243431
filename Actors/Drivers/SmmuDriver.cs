using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// What the driver does with the registers of one SMMU (Linux: arm_smmu_device_reset, arm_smmu_evtq_thread, arm_smmu_gerror_handler).
/// </summary>
internal sealed partial class SmmuDriver(SmmuId smmu, SmmuResources resources, StreamDirectory streams, HostDescription host)
{
    private const ulong EntryBytes = 8 * StructureWriter.Dwords;

    private readonly HostIds _ids = HostIds.Of(smmu);
    private readonly IPhysicalMemory _memory = host.Memory;
    private readonly BugSet _bugs = host.Experiment.Bugs;
    private readonly StoreBuffer _stores = new(host.Memory, host.Choices, host.Experiment.History, default);
    private uint _eventConsumer;
    private bool _acknowledged;
    private CommandsOutcome _worst;
    private bool _isGivenUp;

    private IHistory History => host.Experiment.History;

    /// <summary>Jobs, one after the other.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>Whose registers.</summary>
    public SmmuId Smmu => smmu;

    /// <summary>Overflows of the event queue that were seen.</summary>
    public int Overflows { get; private set; }

    /// <summary>Commands are issued with this queue.</summary>
    public CommandRun Run(HostAction action) =>
        new([resources.Ring], action.Batches, host, _ids, default);

    /// <summary>Brings the SMMU up, whatever it did before: until its tables are there, everything aborts.</summary>
    public IEnumerable<HostAction> Start() => Reset().Concat(Tell());

    /// <summary>
    /// A start that nobody asked for, when something is wrong. Nobody may issue commands meanwhile. When registers are not in force after a
    /// second the rest is left undone, and the SMMU to itself (Linux: arm_smmu_device_reset returns the error).
    /// </summary>
    public IEnumerable<HostAction> Reset()
    {
        (_worst, _isGivenUp) = (CommandsOutcome.Completed, false);
        IEnumerable<HostAction>[] stop = [StopVirtualQueues(), UpdateCr0(default)];
        if (_bugs.Has(Bug.ShutdownOrder)) Array.Reverse(stop);
        IEnumerable<HostAction>[] parts =
        [
            Abort(), .. stop, StartCommands(), UpdateCr0(Commands), ForgetEverything(), StartEvents(),
            UpdateCr0(Events), CheckTranslated(), EnableInterrupts(), UpdateCr0(Translations with { SMMUEN = true }),
            StartVirtualQueues(),
        ];
        foreach (var part in parts)
        {
            foreach (var action in part) yield return action;
            if (_isGivenUp) yield break;
        }
    }

    // A DMA that goes on from before must not pass untranslated.
    private IEnumerable<HostAction> Abort()
    {
        var aborts = default(Gbpa) with { ABORT = true };
        var update = Update(RegisterOffset.Gbpa, (aborts with { Update = true }).Raw, RegisterOffset.Gbpa, aborts.Raw);
        return _bugs.Has(Bug.KdumpResetBypass) ? [] : update;
    }

    private IEnumerable<HostAction> StartCommands()
    {
        if (History.IsOn) History.Record(new CommandQueueReleased(resources.Ring.Queue));
        yield return HostAction.Write(RegisterOffset.Cr2, (default(Cr2) with { PTM = true, RECINVSID = true }).Raw);
        yield return HostAction.Write(RegisterOffset.StrtabBase, resources.Streams.Base.Raw, 8);
        yield return HostAction.Write(RegisterOffset.StrtabBaseCfg, resources.Streams.Configuration.Raw);
        yield return HostAction.Write(RegisterOffset.CmdqBase, resources.CommandBase.Raw, 8);
        // Producers go on where they were (Linux: arm_smmu_device_reset writes its own copies); nobody issues commands meanwhile.
        var position = _memory.Load(resources.Ring.Published);
        yield return HostAction.Write(RegisterOffset.CmdqProd, position);
        yield return HostAction.Write(RegisterOffset.CmdqCons, position);
    }

    private IEnumerable<HostAction> ForgetEverything()
    {
        var everything = default(Command) with { Opcode = CommandOpcode.CfgiSteRange, Range = Command.RangeAll };
        yield return HostAction.Issue(new CommandBatch(smmu, [everything]));
        Note(Thread.Outcome);
        yield return HostAction.Issue(new CommandBatch(smmu, [default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }]));
        Note(Thread.Outcome);
    }

    private IEnumerable<HostAction> StartEvents()
    {
        (_eventConsumer, _acknowledged) = (0, false);
        yield return HostAction.Write(RegisterOffset.EventqBase, resources.EventBase.Raw, 8);
        yield return HostAction.Write(RegisterOffset.EventqProd, 0);
        yield return HostAction.Write(RegisterOffset.EventqCons, 0);
    }

    // 3.9.1: what devices translate themselves is still checked against their stream table entries.
    private IEnumerable<HostAction> CheckTranslated() => resources.ChecksTranslated ? UpdateCr0(Translations) : [];

    private IEnumerable<HostAction> EnableInterrupts()
    {
        var irqs = (default(IrqCtrl) with { GerrorIrqen = true, EventqIrqen = true }).Raw;
        return Update(RegisterOffset.IrqCtrl, irqs, RegisterOffset.IrqCtrlack, irqs);
    }

    private IEnumerable<HostAction> Tell()
    {
        yield return HostAction.Report(new SmmuStarted(smmu, _worst));
    }

    private static Cr0 Commands => default(Cr0) with { CMDQEN = true };

    private static Cr0 Events => Commands with { EVENTQEN = true };

    private Cr0 Translations => Events with { ATSCHK = resources.ChecksTranslated };

    private IEnumerable<HostAction> UpdateCr0(Cr0 value) => Update(RegisterOffset.Cr0, value.Raw, RegisterOffset.Cr0ack, value.Raw);

    // 6.3.9: in force once it is acknowledged, and not before (Linux: arm_smmu_write_reg_sync, arm_smmu_update_gbpa).
    private IEnumerable<HostAction> Update(int offset, uint value, int acknowledgement, uint acknowledged)
    {
        yield return HostAction.Write(offset, value);
        if (_bugs.Has(Bug.UpdateNotAwaited)) yield break;
        var pace = default(PollPace);
        while (true)
        {
            yield return HostAction.Read(acknowledgement);
            if (Thread.Value == acknowledged) yield break;
            if (pace.IsOver) break;
            pace = pace.Next();
            if (pace.Pause > TimeSpan.Zero) yield return HostAction.Pause(pace.Pause);
        }

        _isGivenUp = true;
        Note(CommandsOutcome.TimedOut);
        if (History.IsOn) History.Record(new SmmuGivenUp(smmu));
    }

    private void Note(CommandsOutcome outcome)
    {
        if (outcome > _worst) _worst = outcome;
    }

    /// <summary>Makes sure that a stream has its entry in the stream table, which aborts.</summary>
    public IEnumerable<HostAction> Prepare(PrepareStream prepare)
    {
        if (resources.Streams.AddressOf(prepare.Stream) is null)
        {
            Link(prepare.Stream);
            yield return HostAction.Turn;
            _stores.Barrier();
            // 3.21.2: that there was no array may be cached. Linux does without, for no DMA comes before a device is probed.
            var changed = default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = prepare.Stream };
            yield return HostAction.Issue(new CommandBatch(smmu, [changed]));
        }

        var entry = resources.Streams.AddressOf(prepare.Stream)!.Value;
        yield return HostAction.Report(new StreamPrepared(prepare.Device, prepare.Request, entry));
    }

    // Linux: arm_smmu_init_l2_strtab.
    private void Link(StreamId stream)
    {
        var (link, history) = (resources.Streams.NewArray(), host.Experiment.History);
        var (array, first) = (new Pa(link.L2Ptr), new StreamId(stream.Value & ~((1u << SmmuResources.ArrayBits) - 1)));
        Span<ulong> abort = stackalloc ulong[StructureWriter.Dwords];
        SmmuResources.Abort.CopyTo(abort);
        if (history.IsOn) history.Record(new TableAllocated(default, array, EntryBytes << SmmuResources.ArrayBits));
        for (var entry = 0UL; entry < 1UL << SmmuResources.ArrayBits; entry++)
            _stores.Store(new Pa(array.Value + (EntryBytes * entry)), abort[0], null);
        _stores.Mark(new TableInitialized(array));
        if (!_bugs.Has(Bug.NoL1Barrier)) _stores.Barrier();
        var address = resources.Streams.AddressOfDescriptor(stream);
        _stores.Store(address, link.Raw, old => new ConfigurationWritten(
            default, ConfigurationKind.StreamTableDescriptor, smmu, first, default, address, 0, old, link.Raw));
    }

    /// <summary>
    /// Takes events, at most as many as the queue holds: what comes meanwhile is a job of its own, behind those that wait. CONS moves
    /// before an event is handled.
    /// </summary>
    public IEnumerable<HostAction> HandleEvents()
    {
        var (taken, slots) = (0, 1 << resources.Log2Events);
        yield return HostAction.Read(RegisterOffset.EventqProd);
        var producer = new EventqProd((uint)Thread.Value);
        while (producer.WR != _eventConsumer && (taken < slots || _bugs.Has(Bug.DrainForever)))
        {
            taken++;
            var record = ReadEvent();
            if (History.IsOn) History.Record(new EventRead(new EventQueueId(EventQueueKind.Events, smmu.Value), _eventConsumer));
            _eventConsumer = (_eventConsumer + 1) & (((_bugs.Has(Bug.EventWrapDropped) ? 1u : 2u) << resources.Log2Events) - 1);
            yield return HostAction.Write(RegisterOffset.EventqCons, EventConsumer.Raw);
            yield return HostAction.Report(Report(record));
            if (producer.WR != _eventConsumer) continue;
            yield return HostAction.Read(RegisterOffset.EventqProd);
            producer = new EventqProd((uint)Thread.Value);
        }

        if (producer.OVFLG != _acknowledged && !_bugs.Has(Bug.NoOvAck))
        {
            Overflows++;
            _acknowledged = producer.OVFLG;
            yield return HostAction.Write(RegisterOffset.EventqCons, EventConsumer.Raw);
        }

        if (host.Experiment.History.IsOn)
            host.Experiment.History.Record(new EventsHandled(new EventQueueId(EventQueueKind.Events, smmu.Value), taken, slots));
        if (producer.WR != _eventConsumer) Thread.Add(HandleEvents());
    }

    /// <summary>
    /// Lets a stalled transaction go on. Linux does not wait for a CMD_SYNC here, which says nothing of the transaction (4.6.1).
    /// </summary>
    public IEnumerable<HostAction> Resume(ResumeStalled resume)
    {
        var command = default(Command) with
        {
            Opcode = CommandOpcode.Resume,
            StreamID = resume.Stream,
            STAG = resume.Tag,
            Action = resume.IsRetried ? ResumeAction.Retry : ResumeAction.TerminateAbort,
        };
        yield return HostAction.Issue(new CommandBatch(smmu, [command]));
    }

    /// <summary>Looks at GERROR, lets a command queue that stopped go on, and acknowledges.</summary>
    public IEnumerable<HostAction> HandleErrors()
    {
        yield return HostAction.Read(RegisterOffset.Gerror);
        var raised = new Gerror((uint)Thread.Value);
        yield return HostAction.Read(RegisterOffset.Gerrorn);
        if (raised.Raw == (uint)Thread.Value) yield break;
        if (raised.CmdqErr != new Gerror((uint)Thread.Value).CmdqErr)
        {
            yield return HostAction.Read(RegisterOffset.CmdqCons);
            Skip(resources.Ring, new CmdqCons((uint)Thread.Value));
        }

        yield return HostAction.Write(RegisterOffset.Gerrorn, raised.Raw);
    }

    // Linux: __arm_smmu_cmdq_skip_err. The queue has stopped, so the slot is nobody else's.
    private void Skip(CommandRing ring, CmdqCons consumer)
    {
        // An abort is tried again. Of an ATC_INV without an answer CMD_SYNC is tried again, which then completes (4.5.1, 7.1).
        if (consumer.ERR is CommandError.None or CommandError.Abt) return;
        _memory.Update(ring.Errors, count => count + 1);
        if (consumer.ERR == CommandError.AtcInvSync) return;
        var slot = ring.Slot(consumer.RD);
        var sync = default(Command) with { Opcode = CommandOpcode.Sync, CS = ring.IsVirtual ? SyncSignal.None : SyncSignal.Sev };
        // If it was a CMD_SYNC, its producer may wait for the word that an MSI makes 0.
        if (ring.PollsMsi && !_bugs.Has(Bug.ReplacedSyncWithoutMsi)) sync = sync with { CS = SyncSignal.Irq, MSIAddress = slot.Value };
        _memory.Store(slot, sync.D0);
        _memory.Store(new Pa(slot.Value + 8), sync.D1);
        if (History.IsOn)
            History.Record(new CommandWritten(ring.Queue, consumer.RD, sync, default, _ids.NextBatch()));
    }

    private FaultReported Report(EventRecord record)
    {
        var device = streams.Find(smmu, record.StreamID);
        var queue = new EventQueueId(EventQueueKind.Events, smmu.Value);
        if (History.IsOn) History.Record(new EventReported(queue, record.StreamID, device) { IsStageTwo = record.S2 });
        return new FaultReported(smmu, record, device);
    }

    private EventqCons EventConsumer => default(EventqCons) with { RD = _eventConsumer, OVACKFLG = _acknowledged };

    private EventRecord ReadEvent()
    {
        var index = _eventConsumer & ((1u << resources.Log2Events) - 1);
        Span<ulong> words = stackalloc ulong[4];
        if (!_memory.TryRead(new Pa(resources.Events.Value + (32UL * index)), words))
            throw new InvalidOperationException("There is no memory at the event queue.");
        return EventRecord.Read(words);
    }
}
