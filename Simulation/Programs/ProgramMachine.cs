using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Simulation.Programs.Format;

namespace ActorIommu.Simulation.Programs;

/// <summary>The SMMU under test with its memory and queues, set up as the programs expect it.</summary>
internal sealed class ProgramMachine
{
    private const ulong CommandQueueBase = 0x4010_0000;
    private const ulong EventQueueBase = 0x4020_0000;
    private const int QueueLog2Size = 8;
    private const uint PointerMask = (2u << QueueLog2Size) - 1;
    private const uint EntryMask = (1u << QueueLog2Size) - 1;

    private readonly SynchronousSmmu _smmu;
    private uint _producer;

    /// <summary>The state before the first operation of a program.</summary>
    public ProgramMachine(SmmuProgram program, ISmmuCore core)
    {
        Core = core;
        _smmu = new SynchronousSmmu(core, Memory);
        foreach (var write in program.Memory) Memory.Write(write);
        _smmu.WriteRegister(RegisterOffset.StrtabBase, 8, (default(StrtabBase) with { ADDR = program.StreamTableBase }).Raw);
        var table = default(StrtabBaseCfg) with { LOG2SIZE = (byte)program.StreamTableLog2Size };
        var queue = default(QueueBase) with { LOG2SIZE = QueueLog2Size };
        _smmu.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, table.Raw);
        _smmu.WriteRegister(RegisterOffset.CmdqBase, 8, (queue with { ADDR = CommandQueueBase }).Raw);
        _smmu.WriteRegister(RegisterOffset.EventqBase, 8, (queue with { ADDR = EventQueueBase }).Raw);
        _smmu.WriteRegister(RegisterOffset.Cr0, 4, (default(Cr0) with { CMDQEN = true }).Raw);
        Submit(default(Command) with { Opcode = CommandOpcode.CfgiSteRange, Range = Command.RangeAll });
        Submit(default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll });
        Submit(default(Command) with { Opcode = CommandOpcode.Sync });
        _smmu.WriteRegister(RegisterOffset.Cr0, 4, (default(Cr0) with { SMMUEN = true, EVENTQEN = true, CMDQEN = true }).Raw);
    }

    /// <summary>The SMMU that the programs were recorded from: QEMU 10.0.2, both stages.</summary>
    public static SmmuCapabilities Capabilities { get; } = new(new Idr0(0x0d44101b), new Idr1(0x02730010), new Idr5(0x74))
    {
        Idr3 = new Idr3(0x1414),
        Aidr = new Aidr(1),
        GbpaReset = new Gbpa(0x1000),
    };

    /// <summary>Its core.</summary>
    public ISmmuCore Core { get; }

    /// <summary>Its memory.</summary>
    public ProgramMemory Memory { get; } = new();

    /// <summary>Submits a command and lets the queue drain.</summary>
    public void Submit(in Command command)
    {
        Memory.Write(new ProgramWrite(CommandQueueBase + (16 * (_producer & EntryMask)), new[] { command.D0, command.D1 }));
        _producer = (_producer + 1) & PointerMask;
        _smmu.WriteRegister(RegisterOffset.CmdqProd, 4, _producer);
    }

    /// <summary>Translates a DMA; an event that it records is taken from the event queue, and is what counts.</summary>
    public TranslationResult Translate(in ProgramDma dma)
    {
        var before = _smmu.ReadRegister(RegisterOffset.EventqProd, 4) & PointerMask;
        var result = _smmu.Translate(TransactionOf(dma));
        var after = _smmu.ReadRegister(RegisterOffset.EventqProd, 4) & PointerMask;
        if (after == before) return result with { HasEvent = false };
        Span<ulong> words = stackalloc ulong[4];
        var slot = EventQueueBase + (32 * (before & EntryMask));
        for (var i = 0; i < words.Length; i++) Memory.TryRead64(new Pa(slot + (8 * (ulong)i)), out words[i]);
        _smmu.WriteRegister(RegisterOffset.EventqCons, 4, after);
        return result with { HasEvent = true, Event = EventRecord.Read(words) };
    }

    /// <summary>The DMA as the SMMU sees it: a PCIe transaction without PASID is unprivileged data (IHI 0070 13.7).</summary>
    public static Transaction TransactionOf(in ProgramDma dma) =>
        new(dma.Stream, new Iova(dma.Iova), dma.IsRead ? AccessAttributes.Read : AccessAttributes.Write);
}
