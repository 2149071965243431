using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>What a guest may say in a stream table entry, and what becomes of it (Linux 7.2, arm-smmu-v3-iommufd.c).</summary>
public sealed class NestedEntryTests
{
    private static readonly StreamTableEntry Stage1 = default(StreamTableEntry) with
    {
        V = true,
        Config = SteConfig.S1Translate,
        S1ContextPtr = 0x4000_1000,
        EATS = SteEats.Full,
    };

    private static readonly StreamTableEntry Parent = default(StreamTableEntry) with
    {
        V = true,
        Config = SteConfig.S2Translate,
        EATS = SteEats.Full,
        S2VMID = new Vmid(5),
        S2T0SZ = 25,
        S2AA64 = true,
        S2R = true,
        S2TTB = 0x8000_0000,
    };

    [Fact]
    public void Each_bit_of_an_entry_is_a_guests_or_refused()
    {
        var theirs = 0;
        Span<ulong> words = stackalloc ulong[8];
        for (var bit = 0; bit < 512; bit++)
        {
            Stage1.CopyTo(words);
            words[bit / 64] ^= 1UL << (bit % 64);
            var entry = StreamTableEntry.Read(words);
            // V, Config, S1Fmt, S1ContextPtr [55:6], S1CDMax [63:59]; S1DSS to S1CSH [71:64], S1STALLD [91], EATS [93:92].
            var isTheirs = bit is >= 0 and <= 55 or >= 59 and <= 71 or >= 91 and <= 93;
            if (isTheirs) theirs++;
            else Assert.Equal(HostResult.Refused, NestedEntry.Check(entry));
        }

        Assert.Equal(56 + 13 + 3, theirs);
    }

    [Theory]
    [InlineData(SteConfig.Abort, HostResult.Ok)]
    [InlineData(SteConfig.Bypass, HostResult.Ok)]
    [InlineData(SteConfig.S1Translate, HostResult.Ok)]
    [InlineData(SteConfig.S2Translate, HostResult.Refused)]
    [InlineData(SteConfig.Nested, HostResult.Refused)]
    [InlineData((SteConfig)1, HostResult.Refused)]
    public void A_guest_has_stage_1_bypass_or_abort(SteConfig config, HostResult result) =>
        Assert.Equal(result, NestedEntry.Check(Stage1 with { Config = config }));

    [Theory]
    [InlineData(SteEats.Disabled, HostResult.Ok)]
    [InlineData(SteEats.Full, HostResult.Ok)]
    [InlineData(SteEats.SplitStage, HostResult.Refused)]
    [InlineData(SteEats.FullWithDpt, HostResult.Refused)]
    public void A_guest_has_whole_ats_or_none(SteEats eats, HostResult result) =>
        Assert.Equal(result, NestedEntry.Check(Stage1 with { EATS = eats }));

    [Fact]
    public void An_invalid_entry_may_say_what_it_likes_and_aborts()
    {
        var invalid = Stage1 with { V = false, Config = SteConfig.Nested };
        Assert.Equal(HostResult.Ok, NestedEntry.Check(invalid));
        Assert.Equal(SteConfig.Abort, NestedEntry.Over(invalid, Parent).Config);
    }

    [Fact]
    public void Translation_stands_over_the_parent_and_events_may_be_merged()
    {
        var entry = NestedEntry.Over(Stage1, Parent);
        Assert.Equal((SteConfig.Nested, 0x4000_1000UL, true), (entry.Config, entry.S1ContextPtr, entry.MEV));
        Assert.Equal((Parent.S2VMID, Parent.S2TTB, Parent.S2T0SZ), (entry.S2VMID, entry.S2TTB, entry.S2T0SZ));
    }

    [Theory]
    [InlineData(SteEats.Full, SteEats.Full, SteEats.Full)]
    [InlineData(SteEats.Full, SteEats.Disabled, SteEats.Disabled)]
    [InlineData(SteEats.Disabled, SteEats.Full, SteEats.Disabled)]
    public void Ats_is_on_if_the_guest_wants_it_and_the_device_has_it(SteEats guest, SteEats device, SteEats result) =>
        Assert.Equal(result, NestedEntry.Over(Stage1 with { EATS = guest }, Parent with { EATS = device }).EATS);

    [Fact]
    public void Bypass_is_the_parent_alone() =>
        Assert.Equal(Parent, NestedEntry.Over(Stage1 with { Config = SteConfig.Bypass }, Parent));
}
