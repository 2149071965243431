using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>What a command names (IHI 0070 4.3, 4.4), from raw doublewords to scopes.</summary>
public sealed class CommandDecoderTests
{
    private static readonly SmmuCapabilities WithoutRil = Chip.Make(idr3: three => three with { RIL = false });

    // CMD_TLBI_NH_VA of VMID 5, ASID 7: NUM [16:12], SCALE [24:20], TTL [73:72], TG [75:74], Address [127:76].
    [Theory]
    [InlineData(0x0007_0005_0000_0012UL, 0x0000_0000_1234_5000UL, 0x1234_5000UL, 0x1234_5fffUL, null, 0)]
    [InlineData(0x0007_0005_0000_0012UL, 0x0000_0000_1234_5700UL, 0x1234_5000UL, 0x1234_5fffUL, Granule.K4, 3)]
    [InlineData(0x0007_0005_0000_1012UL, 0x0000_0000_1234_5400UL, 0x1234_5000UL, 0x1234_6fffUL, Granule.K4, 0)]
    [InlineData(0x0007_0005_0001_f012UL, 0x0000_0000_0000_0400UL, 0UL, 0x1_ffffUL, Granule.K4, 0)]
    [InlineData(0x0007_0005_0090_0012UL, 0x0000_0000_0020_0600UL, 0x20_0000UL, 0x3f_ffffUL, Granule.K4, 2)]
    [InlineData(0x0007_0005_0010_2012UL, 0x0000_0000_0000_0800UL, 0UL, 0x1_7fffUL, Granule.K16, 0)]
    [InlineData(0x0007_0005_0010_2012UL, 0x0000_0000_0000_0900UL, 0UL, 0x1_7fffUL, Granule.K16, 0)]
    [InlineData(0x0007_0005_0010_2012UL, 0x0000_0000_0000_0c00UL, 0UL, 0x5_ffffUL, Granule.K64, 0)]
    [InlineData(0x0007_0005_01f0_0012UL, 0x0000_0000_0000_0400UL, 0UL, 0x7ff_ffff_ffffUL, Granule.K4, 0)]
    [InlineData(0x0007_0005_03f0_0012UL, 0x0000_0000_0000_0400UL, 0UL, 0x7ff_ffff_ffffUL, Granule.K4, 0)]
    [InlineData(0x0007_0005_0001_f012UL, 0xffff_ffff_ffff_0400UL, 0xffff_ffff_ffff_0000UL, ulong.MaxValue, Granule.K4, 0)]
    public void A_TLBI_by_address_has_this_range(ulong d0, ulong d1, ulong first, ulong last, Granule? granule, int level)
    {
        var scope = CommandDecoder.Translations(new Command(d0, d1), Chip.Full, el2IsHost: false)!.Value;
        var expected = new InvalidationScope(InvalidationKind.Va, StreamWorld.NsEl1, new Vmid(5), new Asid(7), first, last, granule,
            (byte)level);
        Assert.Equal(expected, scope);
    }

    [Fact]
    public void Without_RIL_the_range_fields_are_ignored()
    {
        var scope = CommandDecoder.Translations(new Command(0x0007_0005_0001_f012, 0x1234_5700), WithoutRil, false)!.Value;
        Assert.Equal((0x1234_5000UL, 0x1234_5fffUL, null, (byte)0), (scope.First, scope.Last, scope.Granule, scope.Level));
    }

    [Fact]
    public void Leaf_is_bit_64()
    {
        Assert.True(CommandDecoder.Translations(new Command(0x12, 1), Chip.Full, false)!.Value.LeafOnly);
        Assert.False(CommandDecoder.Translations(new Command(0x12, 0), Chip.Full, false)!.Value.LeafOnly);
    }

    [Theory]
    [InlineData(0x10UL, InvalidationKind.VmidStageOne, StreamWorld.NsEl1)]
    [InlineData(0x11UL, InvalidationKind.Asid, StreamWorld.NsEl1)]
    [InlineData(0x12UL, InvalidationKind.Va, StreamWorld.NsEl1)]
    [InlineData(0x13UL, InvalidationKind.Vaa, StreamWorld.NsEl1)]
    [InlineData(0x28UL, InvalidationKind.Vmid, StreamWorld.NsEl1)]
    [InlineData(0x2aUL, InvalidationKind.Ipa, StreamWorld.NsEl1)]
    [InlineData(0x30UL, InvalidationKind.World, StreamWorld.NsEl1)]
    public void An_EL1_command_names_its_kind_and_its_VMID(ulong opcode, InvalidationKind kind, StreamWorld world)
    {
        var scope = CommandDecoder.Translations(new Command(0x0007_0005_0000_0000 | opcode, 0), Chip.Full, el2IsHost: true)!.Value;
        Assert.Equal((kind, world), (scope.Kind, scope.World));
        if (kind != InvalidationKind.World) Assert.Equal(new Vmid(5), scope.Vmid);
    }

    [Theory]
    [InlineData(0x20UL, InvalidationKind.AllEl2, StreamWorld.El2, StreamWorld.El2E2h)]
    [InlineData(0x21UL, InvalidationKind.Asid, StreamWorld.El2E2h, StreamWorld.El2E2h)]
    [InlineData(0x22UL, InvalidationKind.Va, StreamWorld.El2, StreamWorld.El2E2h)]
    [InlineData(0x23UL, InvalidationKind.Vaa, StreamWorld.El2, StreamWorld.El2E2h)]
    public void E2H_chooses_the_regime_of_EL2_commands_by_address(ulong opcode, InvalidationKind kind, StreamWorld plain, StreamWorld host)
    {
        var command = new Command(0x0007_0005_0000_0000 | opcode, 0);
        var without = CommandDecoder.Translations(command, Chip.Full, el2IsHost: false)!.Value;
        var with = CommandDecoder.Translations(command, Chip.Full, el2IsHost: true)!.Value;
        Assert.Equal((kind, plain, default), (without.Kind, without.World, without.Vmid));
        Assert.Equal((kind, host, default), (with.Kind, with.World, with.Vmid));
    }

    [Fact]
    public void An_IPA_has_bits_55_to_12()
    {
        var scope = CommandDecoder.Translations(new Command(0x2a, 0xffff_f123_4567_8fff), Chip.Full, false)!.Value;
        Assert.Equal(0x00ff_f123_4567_8000UL, scope.First);
    }

    [Fact]
    public void Without_stage_2_the_VMID_is_not_matched()
    {
        var capabilities = Chip.Make(zero => zero with { S2P = false });
        Assert.Equal(default, CommandDecoder.Translations(new Command(0x0007_0005_0000_0011, 0), capabilities, false)!.Value.Vmid);
    }

    // CMD_CFGI_STE_RANGE: Range [68:64], StreamID [63:32]; 2^(Range+1) streams, aligned.
    [Theory]
    [InlineData(0x0000_0013_0000_0004UL, 0UL, 0x12u, 0x13u)]
    [InlineData(0x0000_1234_0000_0004UL, 7UL, 0x1200u, 0x12ffu)]
    [InlineData(0x8000_0001_0000_0004UL, 30UL, 0x8000_0000u, 0xffff_ffffu)]
    [InlineData(0x1234_5678_0000_0004UL, 31UL, 0u, 0xffff_ffffu)]
    public void CFGI_STE_RANGE_is_an_aligned_range(ulong d0, ulong d1, uint first, uint last)
    {
        var scope = CommandDecoder.Configurations(new Command(d0, d1))!.Value;
        Assert.Equal(new ConfigurationScope(new StreamId(first), new StreamId(last), null, false), scope);
    }

    [Fact]
    public void CFGI_CD_names_one_descriptor_and_CFGI_CD_ALL_all_of_a_stream()
    {
        var (stream, substream) = (new StreamId(0x1234_5678), new SubstreamId(0xabcde));
        Assert.Equal(
            new ConfigurationScope(stream, stream, substream, true, true),
            CommandDecoder.Configurations(new Command(0x1234_5678_abcd_e805, 1)));
        Assert.Equal(
            new ConfigurationScope(stream, stream, null, true), CommandDecoder.Configurations(new Command(0x1234_5678_abcd_e806, 1)));
        Assert.Equal(
            new ConfigurationScope(stream, stream, null, false, true),
            CommandDecoder.Configurations(new Command(0x1234_5678_0000_0003, 1)));
    }

    [Fact]
    public void No_command_is_both_and_only_invalidations_are_either()
    {
        for (var opcode = 0; opcode < 256; opcode++)
        {
            var command = new Command((ulong)opcode, 0);
            var (one, two) = (CommandDecoder.Translations(command, Chip.Full, false), CommandDecoder.Configurations(command));
            Assert.False(one is not null && two is not null);
            Assert.Equal(opcode is >= 3 and <= 6, two is not null);
            Assert.Equal(opcode is >= 0x10 and <= 0x13 or >= 0x20 and <= 0x23 or 0x28 or 0x2a or 0x30, one is not null);
        }
    }
}
