using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Memory with a stream table and both queues in it, as a driver prepares it. The same calls give the same addresses.</summary>
internal sealed class Board
{
    public const int Log2Commands = 4;
    public const int Log2Pages = 2;
    public const int StreamBits = 4;

    private const ulong RamBytes = 0x1000_0000;
    private static readonly Pa RamBase = new(0x4000_0000);

    private readonly PhysicalMemory _memory = new((RamBase, RamBytes));
    private readonly FrameAllocator _frames;
    private readonly StreamTableBuilder _streams;
    private readonly Pa _commands;
    private readonly Pa _events;
    private readonly Pa _pages;
    private readonly int _log2Events;
    private uint _producer;

    public Board(int log2Events = 3)
    {
        _log2Events = log2Events;
        _frames = new FrameAllocator(_memory, RamBase, RamBytes / 2);
        _streams = StreamTableBuilder.Linear(_memory, _frames, StreamBits);
        _commands = _frames.Allocate(Log2Commands + 4);
        _events = _frames.Allocate(log2Events + 5);
        _pages = _frames.Allocate(Log2Pages + 5);
    }

    /// <summary>Both stages, 4K pages, MSIs, events to CPUs, small queues, faults that may be RAZ/WI or stall, hardware updates.</summary>
    public static SmmuCapabilities Capabilities => new(
        default(Idr0) with
        {
            S1P = true,
            S2P = true,
            TTF = TableFormats.AArch64,
            COHACC = true,
            ASID16 = true,
            MSI = true,
            TTENDIAN = TableEndianness.Little,
            StallModel = StallModel.StallAndTerminate,
            HTTU = HardwareUpdates.AccessDirty,
            SEV = true,
        },
        default(Idr1) with { SIDSIZE = 8, CMDQS = 8, EVENTQS = 8 },
        default(Idr5) with { OAS = AddressSize.Bits44, GRAN4K = true });

    /// <summary>The same with ATS and PRI.</summary>
    public static SmmuCapabilities AtsCapabilities => Capabilities with
    {
        Idr0 = Capabilities.Idr0 with { ATS = true, PRI = true },
        Idr1 = Capabilities.Idr1 with { PRIQS = 8 },
    };

    /// <summary>The same with PASIDs, tables of context descriptors of two levels, and attributes that an STE can override.</summary>
    public static SmmuCapabilities PasidCapabilities => Capabilities with
    {
        Idr0 = Capabilities.Idr0 with { CD2L = true },
        Idr1 = Capabilities.Idr1 with { SSIDSIZE = 20, AttrTypesOvr = true },
    };

    public IPhysicalMemory Memory => _memory;

    /// <summary>Plain memory that no table is in.</summary>
    public static Pa Data { get; } = new(RamBase.Value + (RamBytes / 2));

    /// <summary>Where the tables and queues begin.</summary>
    public static Pa Tables => RamBase;

    /// <summary>An address that answers with an external abort.</summary>
    public static Pa NoMemory { get; } = new(0x1000);

    public QueueBase CommandQueue => default(QueueBase) with { ADDR = _commands.Value, LOG2SIZE = Log2Commands };

    public QueueBase EventQueue => default(QueueBase) with { ADDR = _events.Value, LOG2SIZE = (byte)_log2Events };

    public QueueBase PageRequestQueue => default(QueueBase) with { ADDR = _pages.Value, LOG2SIZE = Log2Pages };

    public StrtabBase StreamTable => _streams.Base;

    public StrtabBaseCfg StreamTableConfiguration => _streams.Configuration;

    public AddressSpace NewSpace(ushort asid, bool abortsOnFault = true, bool stalls = false, bool marks = false) =>
        new(_memory, _frames, asid, abortsOnFault, stalls, marks);

    /// <summary>The stream uses this address space, with ATS if there is any; none is an entry that aborts.</summary>
    public void Attach(uint stream, AddressSpace? space)
    {
        var entry = default(StreamTableEntry) with { V = true, Config = SteConfig.Abort };
        if (space is not null) entry = space.Contexts.AttachedTo(entry with { Config = SteConfig.S1Translate, EATS = SteEats.Full });
        _streams.Set(new StreamId(stream), entry);
    }

    /// <summary>Where the entry of a stream is.</summary>
    public Pa StreamEntry(uint stream) => _streams.AddressOf(new StreamId(stream))!.Value;

    /// <summary>Puts commands behind those that are in the ring.</summary>
    /// <returns>What CMDQ_PROD has to be then.</returns>
    public uint Put(params ReadOnlySpan<Command> commands)
    {
        foreach (ref readonly var command in commands)
        {
            _memory.TryWrite(CommandAt(_producer), [command.D0, command.D1]);
            _producer = (_producer + 1) & ((2u << Log2Commands) - 1);
        }

        return _producer;
    }

    /// <summary>Where the command of an index is.</summary>
    public Pa CommandAt(uint index) => new(_commands.Value + (16UL * (index & ((1u << Log2Commands) - 1))));

    /// <summary>Where the event of an index is.</summary>
    public Pa EventAt(uint index) => new(_events.Value + (32UL * (index & ((1u << _log2Events) - 1))));

    public EventRecord Event(uint index)
    {
        Span<ulong> words = stackalloc ulong[4];
        _memory.TryRead(EventAt(index), words);
        return EventRecord.Read(words);
    }

    /// <summary>Every byte of the PRI queue's ring.</summary>
    public IReadOnlyList<ulong> AllPages() =>
        [.. Enumerable.Range(0, 2 << Log2Pages).Select(word => Read(new Pa(_pages.Value + (8 * (ulong)word))))];

    /// <summary>Every byte of the event queue's ring.</summary>
    public IReadOnlyList<EventRecord> AllEvents() => [.. Enumerable.Range(0, 1 << _log2Events).Select(index => Event((uint)index))];

    public ulong Read(Pa address, int sizeBytes = 8)
    {
        Assert.True(_memory.TryRead(address, sizeBytes, out var value));
        return value;
    }

    public void Write(Pa address, ulong value, int sizeBytes = 8) => Assert.True(_memory.TryWrite(address, sizeBytes, value));
}
