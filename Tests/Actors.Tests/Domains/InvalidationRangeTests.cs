using System.Text.Json;
using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Actors.Tests.Domains;

/// <summary>The TLBI commands for a range: those of Linux, and read back by the SMMU exactly what was asked for.</summary>
public sealed class InvalidationRangeTests
{
    private const int Rounds = 20_000;

    private static readonly Command ByAddress =
        default(Command) with { Opcode = CommandOpcode.TlbiNhVa, ASID = new Asid(7), VMID = new Vmid(5) };

    private static readonly Command Whole =
        default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = new Asid(7), VMID = new Vmid(5) };

    private static readonly SmmuCapabilities WithRanges = Capabilities(hasRanges: true);

    private static readonly SmmuCapabilities WithoutRanges = Capabilities(hasRanges: false);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden().Length)];

    [Fact]
    public void There_are_15_cases() => Assert.Equal(15, Golden().Length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_commands_are_those_of_Linux(int number)
    {
        var row = Golden()[number];
        var (range, hasRanges) = (RangeOf(row), row.GetProperty("ril").GetBoolean());
        var commands = range.Commands(ByAddress, Whole, hasRanges);
        var expected = row.GetProperty("cmds");
        if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal(expected.GetProperty("n").GetInt32(), commands.Count);
            Same(expected.GetProperty("first"), commands[0], range, hasRanges);
            return;
        }

        Assert.Equal(expected.GetArrayLength(), commands.Count);
        foreach (var (one, command) in expected.EnumerateArray().Zip(commands))
        {
            if (one.ValueKind == JsonValueKind.Array) Assert.Equal(Whole, command);
            else Same(one, command, range, hasRanges);
        }
    }

    [Fact]
    public void Ranges_cover_exactly_what_was_asked_for()
    {
        var random = new Prng(Prng.Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var range = Any(random, maxPages: 1UL << 36);
            Assert.Null(Wrong(range, range.Commands(ByAddress, Whole, hasRanges: true)));
        }
    }

    [Fact]
    public void Control_a_wrong_split_is_caught()
    {
        var range = new InvalidationRange(0x1000, 0x1234_5000, 0x1000, Granule.K4, true);
        var right = range.Commands(ByAddress, Whole, hasRanges: true);
        Assert.Null(Wrong(range, right));
        Assert.Equal("ends elsewhere", Wrong(range, [.. right.SkipLast(1)]));
        Assert.Equal("has a gap or names a page twice", Wrong(range, [.. right.Skip(1)]));
        Assert.Equal("ends elsewhere", Wrong(range, [.. right.SkipLast(1), right[^1] with { NUM = (byte)(right[^1].NUM + 1) }]));
        Assert.Equal("has a gap or names a page twice", Wrong(range, [right[0] with { SCALE = 1 }, .. right.Skip(1)]));
        Assert.Equal("names other entries", Wrong(range, [.. right.Select(one => one with { TG = TlbiGranule.K16 })]));
        Assert.Equal("names other entries", Wrong(range, [.. right.Select(one => one with { TTL = TlbiLevel.Level2 })]));
        Assert.Equal("names other entries", Wrong(range, [.. right.Select(one => one with { ASID = default })]));
    }

    [Fact]
    public void The_number_of_ranges_is_small()
    {
        var random = new Prng(Prng.Seed);
        var most = 0;
        for (var round = 0; round < Rounds; round++)
            most = Math.Max(most, Any(random, maxPages: 1UL << 36).Commands(ByAddress, Whole, hasRanges: true).Count);
        // 36 bits of pages, 5 of them a command.
        Assert.InRange(most, 4, 8);
    }

    // What a leaf of the size that changed needs: page or block, each in turn is reached inside the range and none outside.
    [Fact]
    public void Entries_inside_go_and_entries_outside_stay()
    {
        var random = new Prng(Prng.Seed);
        for (var round = 0; round < Rounds / 10; round++)
        {
            var hasRanges = random.OneIn(2);
            var range = Any(random, maxPages: 1UL << 20) with { LeafOnly = true };
            if (range.Address == 0 || Last(range) == ulong.MaxValue) continue;
            var commands = range.Commands(ByAddress, Whole, hasRanges);
            if (commands is [{ Opcode: CommandOpcode.TlbiNhAsid }]) continue;
            var scopes = commands.Select(command => Decode(command, hasRanges ? WithRanges : WithoutRanges)).ToList();
            var entries = range.SizeBytes / range.GranuleBytes;
            foreach (var entry in (ulong[])[0, entries - 1, entries / 2, random.Next() % entries])
                Assert.Single(scopes, scope => Reaches(scope, range.Address + (entry * range.GranuleBytes), range));
            Assert.DoesNotContain(scopes, scope => Reaches(scope, range.Address - range.GranuleBytes, range));
            Assert.DoesNotContain(scopes, scope => Reaches(scope, Last(range) + 1, range));
        }
    }

    [Fact]
    public void Every_command_is_legal()
    {
        var random = new Prng(Prng.Seed);
        for (var round = 0; round < Rounds / 10; round++)
        {
            var range = Any(random, maxPages: 1UL << 16);
            Assert.All(range.Commands(ByAddress, Whole, hasRanges: true), one => IsLegal(one, WithRanges));
            Assert.All(range.Commands(ByAddress, Whole, hasRanges: false), one => IsLegal(one, WithoutRanges));
        }
    }

    [Theory]
    [InlineData(0UL, true)]
    [InlineData(0UL, false)]
    [InlineData(ulong.MaxValue, true)]
    [InlineData(ulong.MaxValue, false)]
    public void No_size_and_every_size_are_the_whole_address_space(ulong size, bool hasRanges) =>
        Assert.Equal([Whole], new InvalidationRange(0x1000, size, 0, Granule.K4, false).Commands(ByAddress, Whole, hasRanges));

    // Without ranges, as many commands as a table has entries are too many: 512, 2048, 8192.
    [Theory]
    [InlineData(Granule.K4, 0x1000UL, 512)]
    [InlineData(Granule.K16, 0x4000UL, 2048)]
    [InlineData(Granule.K64, 0x1_0000UL, 8192)]
    public void A_table_of_pages_is_the_whole_address_space(Granule page, ulong granule, int entries)
    {
        var most = new InvalidationRange(0, (ulong)(entries - 1) * granule, granule, page, true);
        Assert.Equal(entries - 1, most.Commands(ByAddress, Whole, hasRanges: false).Count);
        var more = most with { SizeBytes = (ulong)entries * granule };
        Assert.Equal([Whole], more.Commands(ByAddress, Whole, hasRanges: false));
        Assert.Single(more.Commands(ByAddress, Whole, hasRanges: true), one => one.Opcode == CommandOpcode.TlbiNhVa);
    }

    [Fact]
    public void The_largest_range_is_one_command_and_one_page_more_is_everything()
    {
        var range = new InvalidationRange(0, 1UL << 48, 0x1000, Granule.K4, true);
        var command = Assert.Single(range.Commands(ByAddress, Whole, hasRanges: true));
        Assert.Equal((31, 31), (command.NUM, command.SCALE));
        Assert.Equal([Whole], (range with { SizeBytes = (1UL << 48) + 0x1000 }).Commands(ByAddress, Whole, hasRanges: true));
    }

    [Theory]
    [InlineData(0x800UL, 0x1000UL, 0x1000UL)]
    [InlineData(0x1000UL, 0x800UL, 0x1000UL)]
    [InlineData(0x1000UL, 0x1000UL, 0x800UL)]
    [InlineData(0x1000UL, 0x1000UL, 0x3000UL)]
    [InlineData(0xffff_ffff_ffff_f000UL, 0x2000UL, 0x1000UL)]
    public void What_is_no_range_of_pages_is_refused(ulong address, ulong size, ulong granule) =>
        Assert.Throws<InvalidOperationException>(() =>
            new InvalidationRange(address, size, granule, Granule.K4, true).Commands(ByAddress, Whole, hasRanges: true));

    private static JsonElement[] Golden()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("Tests", "Vectors", "range_golden.json")));
        return [.. file.RootElement.GetProperty("tlbi").Clone().EnumerateArray()];
    }

    private static InvalidationRange RangeOf(JsonElement row) => new(
        GoldenTransition.Number(row.GetProperty("iova")),
        GoldenTransition.Number(row.GetProperty("size")),
        GoldenTransition.Number(row.GetProperty("granule")),
        (Granule)row.GetProperty("tg").GetByte(),
        row.GetProperty("leaf").GetBoolean());

    private static void Same(JsonElement expected, Command command, InvalidationRange range, bool hasRanges)
    {
        Assert.Equal(GoldenTransition.Number(expected.GetProperty("addr")), command.Address);
        Assert.Equal(expected.GetProperty("leaf").GetInt32() != 0, command.Leaf);
        Assert.Equal(expected.GetProperty("ttl").GetByte(), (byte)command.TTL);
        Assert.Equal(expected.GetProperty("tg").GetByte(), (byte)command.TG);
        Assert.Equal(expected.GetProperty("num").GetByte(), command.NUM);
        Assert.Equal(expected.GetProperty("scale").GetByte(), command.SCALE);
        var scope = Decode(command, hasRanges ? WithRanges : WithoutRanges);
        // Without TG a command names an address, and with it the entry there, whatever its size.
        var covers = hasRanges ? scope.Last - scope.First + 1 : range.GranuleBytes;
        Assert.Equal(GoldenTransition.Number(expected.GetProperty("covers")), covers);
        Assert.Equal(ByAddress, command with { Address = 0, Leaf = false, TTL = 0, TG = 0, NUM = 0, SCALE = 0 });
    }

    // A range of whole entries of a size that the tables have, anywhere.
    private static InvalidationRange Any(Prng random, ulong maxPages)
    {
        var page = random.Of(Granule.K4, Granule.K16, Granule.K64);
        var levels = random.Below(2);
        var granule = page.PageSizeBytes << (levels * page.IndexBits);
        var most = maxPages >> (levels * page.IndexBits);
        var count = (random.Edge() % most) + 1;
        var address = random.Edge() / granule * granule;
        var size = count * granule;
        return new InvalidationRange(address + (size - 1) < address ? 0 : address, size, granule, page, random.OneIn(2));
    }

    // As the SMMU decodes the commands, they follow one another from the first address to the last.
    private static string? Wrong(InvalidationRange range, IReadOnlyList<Command> commands)
    {
        var level = range.LeafOnly ? (range.GranuleBytes == range.Page.PageSizeBytes ? 3 : 2) : 0;
        var expected = new InvalidationScope(InvalidationKind.Va, StreamWorld.NsEl1, new Vmid(5), new Asid(7),
            Granule: range.Page, Level: (byte)level, LeafOnly: range.LeafOnly);
        var end = (UInt128)range.Address + range.SizeBytes;
        // Without a TTL there is no command for one page, so 1, 33, 65 ... pages are one more: the only case that is not exact.
        if (!range.LeafOnly && range.SizeBytes / range.Page.PageSizeBytes % 32 == 1) end += range.Page.PageSizeBytes;
        var next = (UInt128)range.Address;
        foreach (var command in commands)
        {
            var scope = Decode(command, WithRanges);
            if (scope.First != next) return "has a gap or names a page twice";
            if (scope with { First = 0, Last = ulong.MaxValue } != expected) return "names other entries";
            next = (UInt128)scope.Last + 1;
        }

        return next == UInt128.Min(end, UInt128.One << 64) ? null : "ends elsewhere";
    }

    private static ulong Last(InvalidationRange range) => range.Address + (range.SizeBytes - 1);

    private static InvalidationScope Decode(Command command, SmmuCapabilities capabilities) =>
        CommandDecoder.Translations(command, capabilities, el2IsHost: false)!.Value;

    private static void IsLegal(Command command, SmmuCapabilities capabilities) =>
        Assert.Equal(CommandError.None, CommandLegality.Check(command, capabilities));

    private static bool Reaches(in InvalidationScope scope, ulong address, InvalidationRange range)
    {
        var isPage = range.GranuleBytes == range.Page.PageSizeBytes;
        return scope.First <= address + (range.GranuleBytes - 1) && address <= scope.Last
            && (scope.Level == 0 || scope.Level == (isPage ? 3 : 2)) && (scope.Granule is not { } granule || granule == range.Page);
    }

    private static SmmuCapabilities Capabilities(bool hasRanges) => new(
        default(Idr0) with { S1P = true, S2P = true, TTF = TableFormats.AArch64, ASID16 = true, VMID16 = true },
        default(Idr1) with { SIDSIZE = 16, CMDQS = 19, EVENTQS = 19 },
        default(Idr5) with { OAS = AddressSize.Bits48, GRAN4K = true, GRAN16K = true, GRAN64K = true })
    {
        Idr3 = default(Idr3) with { RIL = hasRanges },
    };
}
