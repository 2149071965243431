using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>The coverage relation of invariants section 1, both halves: what must go, and what need not.</summary>
public sealed class CommandCoverageTests
{
    private static readonly CachedDescriptor Page = new(TagRegime.NsEl1, new Vmid(3), new Asid(7), false, false, false, 0x4000, 0x4fff,
        3, Granule.K4);

    public static TheoryData<string, bool> Rows => new()
    {
        { "va", true }, { "va other page", false }, { "va other asid", false }, { "va other asid, global entry", true },
            { "va other vmid", false },
        { "vaa", true }, { "vaa stage 2", false }, { "asid", true }, { "asid other", false }, { "asid, global entry", false },
        { "nh all", true }, { "nh all, stage 2", false }, { "s12 all, stage 2", true }, { "s12 all other vmid", false },
        { "s2 ipa, stage 2", true }, { "s2 ipa, stage 1", false }, { "nsnh all", true }, { "nsnh all, el2", false }, { "el2 all, el2",
            true },
        { "range to the page", true }, { "range ends before", false }, { "range of level 2", false }, { "range of 16K", false },
        { "range reserved", false }, { "leaf, table entry", false }, { "not leaf, table entry", true },
            { "not leaf, ttl 2, level 2 table", false },
        { "sync", false },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_command_covers(string row, bool covers)
    {
        var (command, cached) = Case(row);

        Assert.Equal(covers, CommandCoverage.Covers(command, cached));
    }

    [Theory]
    [InlineData(8UL, 2, 8UL, 11UL, true)]
    [InlineData(8UL, 2, 8UL, 12UL, false)]
    [InlineData(8UL, 2, 7UL, 8UL, false)]
    [InlineData(9UL, 2, 8UL, 11UL, true)]
    [InlineData(0UL, 52, 0UL, 1UL << 50, true)]
    [InlineData(0UL, 4, 7UL, 10UL, true)]
    public void An_atc_span_is_aligned_to_its_size(ulong page, byte size, ulong first, ulong last, bool covers)
    {
        var command = Script.Atc(0, page << 12, size);

        Assert.Equal(covers, CommandCoverage.CoversAtc(command, Script.StreamOf(0), null, first << 12, (last << 12) | 0xfff));
        Assert.False(CommandCoverage.CoversAtc(command, Script.StreamOf(1), null, first << 12, (last << 12) | 0xfff));
    }

    [Fact]
    public void An_atc_span_with_a_pasid_is_of_that_pasid()
    {
        var command = Script.Atc(0, 0, 52) with { SSV = true, SubstreamID = new SubstreamId(5) };

        Assert.True(CommandCoverage.CoversAtc(command, Script.StreamOf(0), new SubstreamId(5), 0, 0xfff));
        Assert.False(CommandCoverage.CoversAtc(command, Script.StreamOf(0), new SubstreamId(6), 0, 0xfff));
        Assert.False(CommandCoverage.CoversAtc(command, Script.StreamOf(0), null, 0, 0xfff));
    }

    [Theory]
    [InlineData(CommandOpcode.CfgiSteRange, 31, 0x1234u, true)]
    [InlineData(CommandOpcode.CfgiSteRange, 3, 0x1fu, true)]
    [InlineData(CommandOpcode.CfgiSteRange, 3, 0x20u, false)]
    [InlineData(CommandOpcode.CfgiSte, 0, 0x10u, true)]
    [InlineData(CommandOpcode.CfgiSte, 0, 0x11u, false)]
    [InlineData(CommandOpcode.CfgiCd, 0, 0x10u, false)]
    public void A_configuration_command_covers_streams(CommandOpcode opcode, byte range, uint stream, bool covers)
    {
        var command = default(Command) with { Opcode = opcode, StreamID = new StreamId(0x10) };
        if (opcode == CommandOpcode.CfgiSteRange) command = command with { Range = range };

        Assert.Equal(covers, CommandCoverage.CoversConfiguration(
            command, ConfigurationKind.StreamTableEntry, new StreamId(stream), default));
    }

    [Fact]
    public void A_leaf_command_leaves_level_1_descriptors()
    {
        var command = default(Command) with { Opcode = CommandOpcode.CfgiCd, StreamID = new StreamId(1), SubstreamID = new SubstreamId(2) };
        bool Covers(Command one, ConfigurationKind kind, uint substream) =>
            CommandCoverage.CoversConfiguration(one, kind, new StreamId(1), new SubstreamId(substream));

        Assert.True(Covers(command, ConfigurationKind.ContextDescriptor, 2));
        Assert.False(Covers(command, ConfigurationKind.ContextDescriptor, 3));
        Assert.True(Covers(command, ConfigurationKind.ContextTableDescriptor, 2));
        Assert.False(Covers(command with { Leaf = true }, ConfigurationKind.ContextTableDescriptor, 2));
    }

    private static (Command, CachedDescriptor) Case(string row)
    {
        var va = Script.Va(0x4000) with { VMID = new Vmid(3) };
        var range = va with { TG = TlbiGranule.K4, TTL = TlbiLevel.Level3, Address = 0x1000, NUM = 3 };
        var table = Page with { IsTable = true, Level = 2, First = 0, Last = 0x1fffff };
        Command Of(CommandOpcode opcode) => va with { Opcode = opcode };
        return row switch
        {
            "va" => (va, Page),
            "va other page" => (va with { Address = 0x5000 }, Page),
            "va other asid" => (va with { ASID = new Asid(8) }, Page),
            "va other asid, global entry" => (va with { ASID = new Asid(8) }, Page with { IsGlobal = true }),
            "va other vmid" => (va with { VMID = new Vmid(4) }, Page),
            "vaa" => (Of(CommandOpcode.TlbiNhVaa), Page with { Asid = new Asid(9) }),
            "vaa stage 2" => (Of(CommandOpcode.TlbiNhVaa), Page with { IsStageTwo = true }),
            "asid" => (Of(CommandOpcode.TlbiNhAsid), Page),
            "asid other" => (Of(CommandOpcode.TlbiNhAsid) with { ASID = new Asid(8) }, Page),
            "asid, global entry" => (Of(CommandOpcode.TlbiNhAsid), Page with { IsGlobal = true }),
            "nh all" => (Of(CommandOpcode.TlbiNhAll), Page),
            "nh all, stage 2" => (Of(CommandOpcode.TlbiNhAll), Page with { IsStageTwo = true }),
            "s12 all, stage 2" => (Of(CommandOpcode.TlbiS12Vmall), Page with { IsStageTwo = true }),
            "s12 all other vmid" => (Of(CommandOpcode.TlbiS12Vmall) with { VMID = new Vmid(4) }, Page),
            "s2 ipa, stage 2" => (Of(CommandOpcode.TlbiS2Ipa), Page with { IsStageTwo = true }),
            "s2 ipa, stage 1" => (Of(CommandOpcode.TlbiS2Ipa), Page),
            "nsnh all" => (Of(CommandOpcode.TlbiNsnhAll), Page),
            "nsnh all, el2" => (Of(CommandOpcode.TlbiNsnhAll), Page with { Regime = TagRegime.El2E2h }),
            "el2 all, el2" => (Of(CommandOpcode.TlbiEl2All), Page with { Regime = TagRegime.El2E2h }),
            "range to the page" => (range, Page),
            "range ends before" => (range with { NUM = 2 }, Page),
            "range of level 2" => (range with { TTL = TlbiLevel.Level2, Address = 0 }, Page),
            "range of 16K" => (range with { TG = TlbiGranule.K16, Address = 0 }, Page),
            "range reserved" => (range with { TTL = TlbiLevel.Any, NUM = 0, Address = 0x4000 }, Page),
            "leaf, table entry" => (va, table),
            "not leaf, table entry" => (va with { Leaf = false }, table),
            "not leaf, ttl 2, level 2 table" => (range with { Leaf = false, TTL = TlbiLevel.Level2, Address = 0 }, table),
            _ => (Script.Sync, Page),
        };
    }
}
