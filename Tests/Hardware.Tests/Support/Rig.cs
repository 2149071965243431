using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>
/// An SMMU with RAM, queues of 8 entries and a linear stream table, driven as software drives it. RAM is at 0x40000000, the
/// stream table of 16 entries at 0x40000000, CMDQ at 0x40001000, EVTQ at 0x40002000; tables come from 0x40010000 upwards.
/// </summary>
internal sealed class Rig
{
    public const ulong CommandQueue = 0x4000_1000;
    public const ulong EventQueue = 0x4000_2000;

    private uint _produced;

    public Rig(
        SmmuCapabilities? capabilities = null, SmmuImplementation? implementation = null, IPhysicalMemory? memory = null, bool start = true,
        IAtsEndpoint? endpoint = null)
    {
        Capabilities = capabilities ?? Chip.Full;
        Memory = new FaultyMemory(memory ?? new PhysicalMemory((new Pa(0x4000_0000), 0x4000_0000UL)));
        Core = new SmmuCore(Capabilities, implementation);
        Smmu = new SynchronousSmmu(Core, Memory, endpoint);
        Streams = StreamTableBuilder.Linear(Memory, new FrameAllocator(Memory, new Pa(0x4000_0000), 0x1000), 4);
        Frames = new FrameAllocator(Memory, new Pa(0x4001_0000), 0x1000_0000);
        if (start) Start(Streams);
    }

    public SmmuCapabilities Capabilities { get; }

    public FaultyMemory Memory { get; }

    public SmmuCore Core { get; }

    public SynchronousSmmu Smmu { get; }

    public StreamTableBuilder Streams { get; }

    public FrameAllocator Frames { get; }

    public uint Gerror => Read(RegisterOffset.Gerror);

    public void Start(StreamTableBuilder streams, bool recordInvalidStreams = true)
    {
        Smmu.WriteRegister(RegisterOffset.StrtabBase, 8, streams.Base.Raw);
        Write(RegisterOffset.StrtabBaseCfg, streams.Configuration.Raw);
        Smmu.WriteRegister(RegisterOffset.CmdqBase, 8, CommandQueue | 3);
        Smmu.WriteRegister(RegisterOffset.EventqBase, 8, EventQueue | 3);
        Write(RegisterOffset.Cr2, recordInvalidStreams ? 2u : 0);
        Write(RegisterOffset.IrqCtrl, 0b101);
        Write(RegisterOffset.Cr0, 0b1101);
    }

    public uint Read(int offset) => (uint)Smmu.ReadRegister(offset, 4);

    public void Write(int offset, uint value) => Smmu.WriteRegister(offset, 4, value);

    /// <summary>Puts commands into the queue and lets the SMMU consume them.</summary>
    public void Submit(params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands)
        {
            TableMemoryWrite(CommandQueue + (16 * (_produced & 7)), command.D0, command.D1);
            _produced = (_produced + 1) & 15;
            Write(RegisterOffset.CmdqProd, _produced);
        }
    }

    public TranslationResult Translate(ulong address, AccessAttributes access = default, uint stream = 1, uint? substream = null) =>
        Smmu.Translate(new Transaction(new StreamId(stream), new Iova(address), access, substream is { } id ? new SubstreamId(id) : null));

    /// <summary>An ATS Translation Request: a write has NW = 0.</summary>
    public TranslationResult Request(ulong address, AccessAttributes access = default, uint stream = 1, uint? substream = null) =>
        Ask(TransactionKind.TranslationRequest, address, access, stream, substream);

    /// <summary>A translated access.</summary>
    public TranslationResult Translated(ulong address, AccessAttributes access = default, uint stream = 1, uint? substream = null) =>
        Ask(TransactionKind.Translated, address, access, stream, substream);

    private TranslationResult Ask(TransactionKind kind, ulong address, AccessAttributes access, uint stream, uint? substream) =>
        Smmu.Translate(new Transaction(new StreamId(stream), new Iova(address), access, substream is { } id ? new SubstreamId(id) : null)
        {
            Kind = kind,
        });

    /// <summary>The doublewords of the oldest unread event record; null if there is none. Software takes it.</summary>
    public ulong[]? TakeEvent()
    {
        var (producer, consumer) = (Read(RegisterOffset.EventqProd), Read(RegisterOffset.EventqCons));
        if ((producer & 0xf) == (consumer & 0xf)) return null;
        var record = new ulong[4];
        Assert.True(Memory.TryRead(new Pa(EventQueue + (32 * (consumer & 7))), record));
        Write(RegisterOffset.EventqCons, (consumer & 0x8000_0000) | ((consumer + 1) & 0xf));
        return record;
    }

    /// <summary>The transaction is terminated, and exactly this record is written.</summary>
    public void AssertEvent(TranslationResult result, ulong d0, ulong d1, ulong d2, ulong d3)
    {
        Assert.Equal(TranslationStatus.Aborted, result.Status);
        Assert.Equal(Hex(d0, d1, d2, d3), Hex(TakeEvent() ?? []));
        Assert.Null(TakeEvent());
    }

    public void AssertTranslated(ulong address, TranslationResult result)
    {
        Assert.Equal((TranslationStatus.Translated, $"{address:x}"), (result.Status, $"{result.Address.Value:x}"));
        Assert.Null(TakeEvent());
    }

    public void AssertSilentAbort(TranslationResult result)
    {
        Assert.Equal((TranslationStatus.Aborted, false), (result.Status, result.HasEvent));
        Assert.Null(TakeEvent());
    }

    /// <summary>A stage 1 stream: its entry, one context descriptor, one table for TTB0.</summary>
    public StageOne AddStageOne(PageTableShape? shape = null, uint stream = 1, Func<ContextDescriptor, ContextDescriptor>? edit = null)
    {
        var pages = new PageTableBuilder(Memory, Frames, shape ?? PageTableShape.StageOne(Granule.K4, 16));
        var contexts = new ContextTableBuilder(Memory, Frames);
        var descriptor = Structures.Context(pages) is var plain && edit is not null ? edit(plain) : plain;
        contexts.Set(0, descriptor);
        var entry = contexts.AttachedTo(Structures.StageOneEntry);
        Streams.Set(new StreamId(stream), entry);
        return new StageOne(entry, descriptor, contexts, pages);
    }

    /// <summary>A stage 2 stream and its table.</summary>
    public PageTableBuilder AddStageTwo(
        PageTableShape? shape = null, uint stream = 1, Func<StreamTableEntry, StreamTableEntry>? edit = null)
    {
        var pages = new PageTableBuilder(Memory, Frames, shape ?? Structures.StageTwo4K);
        var entry = Structures.StageTwoEntry(pages);
        Streams.Set(new StreamId(stream), edit is null ? entry : edit(entry));
        return pages;
    }

    public static string Hex(params ReadOnlySpan<ulong> words)
    {
        var text = new System.Text.StringBuilder();
        foreach (var word in words) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{word:x16} ");
        return text.ToString();
    }

    private void TableMemoryWrite(ulong address, ulong d0, ulong d1) => Assert.True(Memory.TryWrite(new Pa(address), [d0, d1]));
}

/// <summary>What a stage 1 stream is made of.</summary>
internal sealed record StageOne(StreamTableEntry Entry, ContextDescriptor Descriptor, ContextTableBuilder Contexts, PageTableBuilder Pages);
