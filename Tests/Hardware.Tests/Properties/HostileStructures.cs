using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>
/// What a hostile program puts into memory: structures that are right, but for some flipped bits, and now and then noise.
/// The map is fixed, so that pointers mostly meet what they should.
/// </summary>
internal sealed class HostileStructures(HostileMemory memory, SmmuCapabilities capabilities, Prng random)
{
    public const ulong StreamTable = HostileMemory.Start;
    public const ulong Contexts = HostileMemory.Start + 0x4000;
    public const ulong CommandQueue = HostileMemory.Start + 0x8000;
    public const ulong EventQueue = HostileMemory.Start + 0xc000;
    public const ulong PageRequestQueue = HostileMemory.Start + 0xe000;
    private const ulong StageOne = HostileMemory.Start + 0x10_0000;
    private const ulong StageTwo = HostileMemory.Start + 0x40_0000;

    private static readonly Granule[] Granules = [Granule.K4, Granule.K16, Granule.K64];

    private readonly List<ulong> _inputs = [];

    /// <summary>One in so many values has flipped bits.</summary>
    private readonly int _noise = random.Of(4, 40, 200, 1000);

    /// <summary>An input address: mostly one that the tables know of.</summary>
    public ulong Address() => random.Below(16) switch
    {
        0 => random.Edge(),
        1 => HostileMemory.Start + (random.Next() & 0x7f_ffff),
        < 9 => _inputs[random.Below(Math.Min(_inputs.Count, 4))],
        _ => _inputs[random.Below(_inputs.Count)] ^ (random.Next() & 0xfff),
    };

    public void Write()
    {
        _inputs.Clear();
        _inputs.Add(0);
        var two = Shape(isStageTwo: true);
        var one = Shape(isStageTwo: false);
        for (var stream = 0u; stream < 8; stream++) WriteEntry(StreamTable + (stream << 6), two);
        // A second level for tables of two levels, and the level 1 descriptors that lead there.
        for (var l1 = 0u; l1 < 4; l1++)
            memory.Poke(StreamTable + 0x1000 + (l1 << 3), Noisy((StreamTable + 0x2000) | (uint)random.Below(9)));
        for (var stream = 0u; stream < 4; stream++) WriteEntry(StreamTable + 0x2000 + (stream << 6), two);
        for (var index = 0u; index < 4; index++) WriteContext(Contexts + (index << 6), one);
        memory.Poke(Contexts + 0x1000, Noisy(Contexts | 1), Noisy((Contexts + 0x2000) | 1), 0, Noisy(0x00ff_0000_0000_0001));
        WriteContext(Contexts + 0x2000, one);
        WriteTables(StageOne, one, isStageTwo: false);
        WriteTables(StageTwo, two, isStageTwo: true);
    }

    /// <summary>Rewrites one word that is in use, or any.</summary>
    public void Disturb()
    {
        if (random.OneIn(8) || memory.Dirty.Count == 0) memory[random.Below((int)HostileMemory.LengthBytes / 8)] = random.Edge();
        else
        {
            var word = memory.Dirty[random.Below(memory.Dirty.Count)];
            memory[word] = random.OneIn(6) ? random.Edge() : random.Flip(memory[word], 2);
        }
    }

    public ulong Noisy(ulong value) => random.OneIn(_noise) ? random.OneIn(4) ? random.Edge() : random.Flip(value) : value;

    private PageTableShape Shape(bool isStageTwo)
    {
        var granule = random.Of(Granules);
        if (!isStageTwo) return PageTableShape.StageOne(granule, 16 + random.Below(24), capabilities.HasHighBits(granule));
        var txsz = Math.Max(24, 64 - capabilities.OutputAddressBits);
        var start = granule == Granule.K4 ? random.Below(2) : 2;
        return new PageTableShape(granule, txsz, start, capabilities.HasHighBits(granule));
    }

    private void WriteEntry(ulong address, PageTableShape two)
    {
        ReadOnlySpan<int> configs = [0, 4, 5, 5, 6, 7, 7];
        var config = (SteConfig)random.Of(configs);
        var entry = default(StreamTableEntry) with
        {
            V = !random.OneIn(16),
            Config = config,
            S1ContextPtr = Contexts + (random.OneIn(4) ? 0x1000UL : 0),
            S1CDMax = random.Of<byte>(0, 0, 0, 2, 2, 7),
            S1Fmt = random.Of(SteS1Fmt.Linear, SteS1Fmt.Linear, SteS1Fmt.TwoLevel4K),
            S1DSS = (SteS1Dss)random.Below(4),
            STRW = random.OneIn(6) ? SteStrw.El2 : SteStrw.NsEl1,
            PRIVCFG = (PrivilegeOverride)random.Below(4),
            INSTCFG = (InstructionOverride)random.Below(4),
            EATS = random.Of(
                SteEats.Full, SteEats.Full, config == SteConfig.Nested ? SteEats.SplitStage : SteEats.Disabled, SteEats.FullWithDpt),
            PPAR = random.OneIn(2),
            S2VMID = new Vmid((ushort)random.Below(3)),
            S2T0SZ = (byte)two.Txsz,
            S2SL0 = two.S2SL0,
            S2TG = two.Tg0,
            S2PS = random.OneIn(6) ? AddressSize.Bits32 : AddressSize.Bits52,
            S2AA64 = true,
            S2PTW = random.OneIn(8),
            S2AFFD = random.OneIn(8),
            S2R = !random.OneIn(4),
            S2S = Stalls(),
            S1STALLD = random.OneIn(16),
            S2HA = capabilities.Idr0.HTTU != HardwareUpdates.None && !random.OneIn(4),
            S2HD = capabilities.Idr0.HTTU == HardwareUpdates.AccessDirty && !random.OneIn(4),
            S2TTB = random.OneIn(40) ? 0x0abc_0000_0000 : StageTwo,
        };
        Span<ulong> words = stackalloc ulong[8];
        entry.CopyTo(words);
        foreach (ref var word in words) word = Noisy(word);
        memory.Poke(address, words);
    }

    private bool Stalls() => capabilities.StallModel switch
    {
        StallModel.StallAndTerminate => random.OneIn(2),
        StallModel.ForcedStall => !random.OneIn(20),
        _ => random.OneIn(60),
    };

    private void WriteContext(ulong address, PageTableShape one)
    {
        var cd = default(ContextDescriptor) with
        {
            V = !random.OneIn(16),
            AA64 = true,
            A = !random.OneIn(8),
            R = !random.OneIn(6),
            S = Stalls(),
            HA = capabilities.Idr0.HTTU != HardwareUpdates.None && !random.OneIn(4),
            HD = capabilities.Idr0.HTTU == HardwareUpdates.AccessDirty && !random.OneIn(4),
            ASET = random.OneIn(2),
            IPS = random.OneIn(6) ? AddressSize.Bits32 : AddressSize.Bits52,
            ASID = new Asid((ushort)random.Below(3)),
            T0SZ = (byte)one.Txsz,
            TG0 = one.Tg0,
            TTB0 = random.OneIn(30) ? 0x0abc_0000_0000 : StageOne,
            T1SZ = (byte)one.Txsz,
            TG1 = one.Tg1,
            TTB1 = StageOne,
            EPD0 = random.OneIn(16),
            EPD1 = random.OneIn(2),
            TBI0 = random.OneIn(2),
            TBI1 = random.OneIn(2),
            AFFD = random.OneIn(4),
            WXN = random.OneIn(4),
            PAN = random.OneIn(4),
            HAD0 = random.OneIn(4),
        };
        Span<ulong> words = stackalloc ulong[8];
        cd.CopyTo(words);
        foreach (ref var word in words) word = Noisy(word);
        memory.Poke(address, words);
    }

    // One table per level, each followed by the next; every chosen input has its path through them. Stage 2 maps RAM as it is.
    private void WriteTables(ulong root, PageTableShape shape, bool isStageTwo)
    {
        var count = 2 + random.Below(4);
        for (var i = 0; i < count; i++)
        {
            var input = isStageTwo && (i == 0 || random.OneIn(2)) ? HostileMemory.Start : random.Edge() & ((1UL << shape.InputBits) - 1);
            _inputs.Add(input);
            if (!isStageTwo) _inputs.Add(input | ~((1UL << shape.InputBits) - 1));
            var isIdentity = isStageTwo && input == HostileMemory.Start;
            var table = root;
            for (var level = shape.StartLevel; level <= 3; level++)
            {
                var address = table + (8 * (ulong)shape.Index(level, input));
                table = NextTable(root, shape, level);
                var isLeaf = level == 3 || (shape.AllowsLeaf(level) && (isIdentity || random.OneIn(4)));
                var leaf = Leaf(shape, level, isIdentity ? input : random.Edge(), isStageTwo, isIdentity);
                memory.Poke(address, Noisy(isLeaf ? leaf : Table(shape, table)));
                if (isLeaf) break;
            }
        }
    }

    private static ulong NextTable(ulong root, PageTableShape shape, int level)
    {
        var rootBytes = 1UL << Math.Max(shape.Log2RootBytes, shape.Granule.PageShift);
        return root + rootBytes + ((ulong)(level - shape.StartLevel) << shape.Granule.PageShift);
    }

    private ulong Table(PageTableShape shape, ulong next)
    {
        var attributes = default(Descriptor);
        if (random.OneIn(8)) attributes = attributes with { APTable = (byte)random.Below(4), PXNTable = random.OneIn(2) };
        var target = random.OneIn(60) ? 0x0abc_0000_0000 : next;
        return (attributes with { Kind = DescriptorKind.TableOrPage }).WithOutputAddress(target, shape.Granule.PageShift, shape.Format).Raw;
    }

    private ulong Leaf(PageTableShape shape, int level, ulong output, bool isStageTwo, bool isGood)
    {
        var limit = (1UL << capabilities.OutputAddressBits) - 1;
        var leaf = isStageTwo ? PageTableBuilder.StageTwoLeaf : PageTableBuilder.StageOneLeaf;
        if (!isGood)
        {
            leaf = leaf with { AF = !random.OneIn(6), AP = (Stage1Access)random.Below(4), NG = random.OneIn(2) };
            leaf = leaf with { PXN = random.OneIn(4), UXN = random.OneIn(4), DBM = random.OneIn(2) };
        }

        var address = random.OneIn(3) ? HostileMemory.Start + (output & 0x7f_ffff) : random.OneIn(12) ? output : output & limit;
        if (isGood) address = output;
        var kind = level == 3 ? DescriptorKind.TableOrPage : DescriptorKind.Block;
        return (leaf with { Kind = kind }).WithOutputAddress(address, shape.Log2Size(level), shape.Format).Raw;
    }
}
