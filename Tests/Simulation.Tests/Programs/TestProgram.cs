using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs;
using ActorIommu.Simulation.Programs.Format;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>Builds a program of one or two devices with 4 KiB tables, and judges it.</summary>
internal sealed class TestProgram
{
    public const ulong StreamTable = 0x4030_0000;
    public const ulong Frame1 = 0x4801_0000;
    public const ulong Frame2 = 0x4802_0000;
    public const ulong Frame3 = 0x4803_0000;

    /// <summary>Access flag, inner shareable, page.</summary>
    public const ulong Page = 0x703;

    /// <summary>AP[1]: unprivileged access too; S2AP[0]: read.</summary>
    public const ulong User = 0x40;

    /// <summary>AP[2]: no write; S2AP[1]: write.</summary>
    public const ulong High = 0x80;

    /// <summary>Not global.</summary>
    public const ulong NotGlobal = 0x800;

    private readonly Dictionary<ulong, ulong> _words = [];
    private readonly List<ProgramOperation> _operations = [];
    private readonly List<RecordedAnswer> _answers = [];
    private ulong _next = 0x4100_0000;

    public static RecordedAnswer Abort => new(RecordedOutcome.Abort, 0, default, 2);

    public static RecordedAnswer Elsewhere => new(RecordedOutcome.Elsewhere, 0, default, 0);

    public static RecordedAnswer Place(ulong address) => new(RecordedOutcome.Place, address, default, 0);

    public static RecordedAnswer Event(ulong d0, ulong d1 = 0, ulong d2 = 0, ulong d3 = 0) =>
        new(RecordedOutcome.Event, 0, new EventRecord(d0, d1, d2, d3), 0);

    /// <summary>An STE of stage 1, stage 2 or both; VMID 5, 4 KiB, S2SL0 = 1, 44-bit S2PS, S2R.</summary>
    public static StreamTableEntry Entry(SteConfig config, ulong contexts = 0, ulong tables = 0, byte s2T0sz = 25) =>
        default(StreamTableEntry) with
        {
            V = true,
            Config = config,
            S1ContextPtr = contexts,
            S2VMID = new Vmid(5),
            S2T0SZ = s2T0sz,
            S2SL0 = 1,
            S2PS = AddressSize.Bits44,
            S2AA64 = true,
            S2R = true,
            S2TTB = tables,
        };

    /// <summary>A CD of ASID 1 with 39-bit tables in TTB0 alone, 44-bit IPS.</summary>
    public static ContextDescriptor Context(ulong tables) => default(ContextDescriptor) with
    {
        V = true,
        AA64 = true,
        A = true,
        R = true,
        T0SZ = 25,
        T1SZ = 25,
        TG1 = Tg1.K4,
        EPD1 = true,
        IPS = AddressSize.Bits44,
        ASID = new Asid(1),
        TTB0 = tables,
    };

    public ulong Allocate(ulong bytes = 0x1000)
    {
        var address = (_next + bytes - 1) & ~(bytes - 1);
        _next = address + bytes;
        return address;
    }

    public TestProgram Write(ulong address, params ReadOnlySpan<ulong> words)
    {
        for (var i = 0; i < words.Length; i++) _words[address + (8 * (ulong)i)] = words[i];
        return this;
    }

    public TestProgram Stream(int device, StreamTableEntry entry)
    {
        Span<ulong> words = stackalloc ulong[8];
        entry.CopyTo(words);
        return Write(StreamTable + (512 * ((ulong)device + 1)), words);
    }

    public ulong PutContext(ContextDescriptor context)
    {
        Span<ulong> words = stackalloc ulong[8];
        context.CopyTo(words);
        var address = Allocate(64);
        Write(address, words);
        return address;
    }

    /// <summary>Puts a leaf into 4 KiB tables, making the tables between; answers where the leaf is.</summary>
    public ulong Map(ulong root, ulong input, ulong leaf, int startLevel = 1, int leafLevel = 3, ulong tableAttributes = 0)
    {
        var table = root;
        for (var level = startLevel; ; level++)
        {
            var shift = 12 + ((3 - level) * 9);
            var index = level == startLevel ? input >> shift : (input >> shift) & 511;
            var at = table + (8 * index);
            if (level == leafLevel)
            {
                Write(at, leaf);
                return at;
            }

            if (!_words.TryGetValue(at, out var descriptor) || descriptor == 0) Write(at, descriptor = Allocate() | 3 | tableAttributes);
            table = descriptor & 0xffff_ffff_f000;
        }
    }

    public TestProgram Dma(int device, ulong iova, bool isRead, RecordedAnswer answer)
    {
        _operations.Add(new ProgramOperation { Kind = ProgramOperationKind.Dma, Dma = new ProgramDma(device, iova, isRead) });
        _answers.Add(answer);
        return this;
    }

    public TestProgram Change(ulong address, ulong value)
    {
        var write = new ProgramWrite(address, new[] { value });
        _operations.Add(new ProgramOperation { Kind = ProgramOperationKind.MemoryWrite, Write = write });
        return this;
    }

    public TestProgram Command(Command command)
    {
        _operations.Add(new ProgramOperation { Kind = ProgramOperationKind.Command, Command = command });
        return this;
    }

    public TestProgram Sync() => Command(default(Command) with { Opcode = CommandOpcode.Sync });

    public SmmuProgram ToProgram() => new()
    {
        Number = 0,
        Line = 1,
        Seed = 0,
        StreamTableBase = StreamTable,
        StreamTableLog2Size = 8,
        Memory = [.. _words.Select(word => new ProgramWrite(word.Key, new[] { word.Value }))],
        Operations = _operations,
        Answers = _answers,
    };

    /// <summary>Each verdict as text: "Equal", "LegalAlternative", "Explained 2+4", "Unexplained".</summary>
    public string[] Verdicts(Func<ISmmuCore>? makeCore = null) =>
        [.. new ProgramJudge(ToProgram(), makeCore?.Invoke() ?? new SmmuCore(ProgramMachine.Capabilities)).Run().Select(TextOf)];

    private static string TextOf(ProgramVerdict verdict) =>
        $"{verdict.Kind} {string.Join('+', verdict.Rules.Select(rule => rule.Number))}".TrimEnd();
}
