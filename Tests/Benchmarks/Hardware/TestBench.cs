using ActorIommu.Hardware;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Benchmarks.Hardware;

/// <summary>One SMMU, one stream, and pages that each hold their own number in their second doubleword.</summary>
internal sealed class TestBench
{
    public const ulong FirstInput = 0x1000_0000;
    private const ulong Ram = 0x4000_0000;
    private const ulong Data = 0x6000_0000;

    public TestBench(SteConfig config, int pages, int tlbEntries, int stageOneTxsz)
    {
        Memory = new PhysicalMemory((new Pa(Ram), 1UL << 30));
        var frames = new FrameAllocator(Memory, new Pa(Ram + 0x10_0000), 1UL << 28);
        var capabilities = new SmmuCapabilities(new Idr0(0x0d44_101b), new Idr1(0x0273_0010), new Idr5(0x74)) { Idr3 = new Idr3(0x1414) };
        Smmu = new SynchronousSmmu(new SmmuCore(capabilities, new SmmuImplementation { TlbCapacity = tlbEntries }), Memory);
        var entry = default(StreamTableEntry) with { V = true, Config = config };
        if (config is SteConfig.S1Translate or SteConfig.Nested) entry = WithStageOne(entry, frames, pages, stageOneTxsz);
        if (config is SteConfig.S2Translate or SteConfig.Nested) entry = WithStageTwo(entry, frames, pages, config == SteConfig.Nested);
        var streams = StreamTableBuilder.Linear(Memory, frames, 4);
        streams.Set(Stream, entry);
        Smmu.WriteRegister(RegisterOffset.StrtabBase, 8, streams.Base.Raw);
        Smmu.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, streams.Configuration.Raw);
        Smmu.WriteRegister(RegisterOffset.Cr0, 4, (default(Cr0) with { SMMUEN = true }).Raw);
        for (var page = 0; page < pages; page++) Memory.TryWrite64(new Pa(Data + ((ulong)page << 12) + 8), (ulong)page);
    }

    public static StreamId Stream => new(3);

    public PhysicalMemory Memory { get; }

    public SynchronousSmmu Smmu { get; }

    private StreamTableEntry WithStageOne(in StreamTableEntry entry, FrameAllocator frames, int pages, int txsz)
    {
        var table = new PageTableBuilder(Memory, frames, PageTableShape.StageOne(Granule.K4, txsz));
        table.MapRange(FirstInput, Data, (ulong)pages << 12, PageTableBuilder.StageOneLeaf, useBlocks: false);
        var contexts = new ContextTableBuilder(Memory, frames, SteS1Fmt.Linear, 0);
        contexts.Set(0, default(ContextDescriptor) with
        {
            V = true,
            AA64 = true,
            A = true,
            R = true,
            EPD1 = true,
            ASID = new Asid(1),
            T0SZ = (byte)txsz,
            TG0 = Tg0.K4,
            IPS = AddressSize.Bits44,
            TTB0 = table.Pointer,
        });
        return contexts.AttachedTo(entry);
    }

    // Below a stage 1 the IPAs are the PAs, so that its tables need no second home; alone, it maps the input addresses.
    private StreamTableEntry WithStageTwo(in StreamTableEntry entry, FrameAllocator frames, int pages, bool isNested)
    {
        var shape = new PageTableShape(Granule.K4, 20, 0);
        var table = new PageTableBuilder(Memory, frames, shape);
        if (isNested) table.MapRange(Ram, Ram, 1UL << 30, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        else table.MapRange(FirstInput, Data, (ulong)pages << 12, PageTableBuilder.StageTwoLeaf, useBlocks: false);
        return entry with
        {
            S2AA64 = true,
            S2R = true,
            S2VMID = new Vmid(1),
            S2T0SZ = 20,
            S2SL0 = shape.S2SL0,
            S2TG = Tg0.K4,
            S2PS = AddressSize.Bits44,
            S2TTB = table.Pointer,
        };
    }
}
