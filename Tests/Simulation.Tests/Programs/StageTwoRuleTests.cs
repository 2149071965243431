using ActorIommu.Hardware.Spec;
using static ActorIommu.Simulation.Tests.Programs.TestProgram;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>Each rule about stage 2: the answer that it predicts is explained, and any other in the same place is not.</summary>
public sealed class StageTwoRuleTests
{
    private const ulong Ipa = 0x4060_5000;
    private const ulong ReadWrite = Page | User | High;

    [Theory]
    [InlineData(0x48020000, "Explained 1")]
    [InlineData(0x48010000, "Equal")]
    [InlineData(0x48030000, "Unexplained")]
    public void Rule_1_the_second_concatenated_table_is_never_walked(ulong place, string verdict)
    {
        var program = new TestProgram();
        var root = program.Allocate(0x2000);
        program.Map(root, Ipa | (1UL << 39), Frame1 | ReadWrite);
        program.Map(root, Ipa, Frame2 | ReadWrite);
        program.Stream(0, Entry(SteConfig.S2Translate, tables: root, s2T0sz: 24));

        Assert.Equal([verdict], program.Dma(0, Ipa | (1UL << 39), true, Place(place)).Verdicts());
    }

    [Fact]
    public void Rule_1_has_no_say_about_the_first_table()
    {
        var program = new TestProgram();
        var root = program.Allocate(0x2000);
        program.Map(root, Ipa | (1UL << 39), Frame1 | ReadWrite);
        program.Map(root, Ipa, Frame2 | ReadWrite);
        program.Stream(0, Entry(SteConfig.S2Translate, tables: root, s2T0sz: 24));

        Assert.Equal(["Unexplained"], program.Dma(0, Ipa, true, Place(Frame1)).Verdicts());
    }

    [Fact]
    public void Rule_5_a_warm_write_to_a_read_only_page_has_no_event()
    {
        var program = StageTwo(Frame1 | Page | User);

        program.Dma(0, Ipa, false, Abort).Dma(0, Ipa, true, Place(Frame1)).Dma(0, Ipa, false, Abort).Dma(0, Ipa, false, Place(Frame1));

        Assert.Equal(["Unexplained", "Equal", "Explained 5", "Unexplained"], program.Verdicts());
    }

    [Fact]
    public void Rule_5_a_warm_read_of_a_write_only_page_has_no_event()
    {
        var program = StageTwo(Frame1 | Page | High);

        program.Dma(0, Ipa, true, Abort).Dma(0, Ipa, false, Place(Frame1)).Dma(0, Ipa, true, Abort);

        Assert.Equal(["Unexplained", "Equal", "Explained 5"], program.Verdicts());
    }

    [Theory]
    [InlineData(0x100000000000, "Explained 6")]
    [InlineData(0x0fffffffffff, "Unexplained")]
    public void Rule_6_an_address_beyond_the_IAS_has_no_event(ulong iova, string verdict)
    {
        Assert.Equal([verdict], StageTwo(Frame1 | ReadWrite).Dma(0, iova, true, Abort).Verdicts());
    }

    [Theory]
    [InlineData(20, 2, 4, "Explained 22")]
    [InlineData(24, 2, 4, "Unexplained")]
    [InlineData(20, 2, 10, "Unexplained")]
    public void Rule_22_an_input_size_above_S2PS(byte s2T0sz, byte size, ulong id, string verdict)
    {
        var program = new TestProgram();
        var root = program.Allocate(0x10000);
        program.Map(root, Ipa, Frame1 | ReadWrite, startLevel: 1);
        var entry = Entry(SteConfig.S2Translate, tables: root, s2T0sz: s2T0sz) with { S2PS = (AddressSize)size };
        program.Stream(0, s2T0sz == 20 ? entry with { S2SL0 = 2 } : entry);

        Assert.Equal([verdict], program.Dma(0, Ipa, true, Event(0x8_0000_0000 | id)).Verdicts());
    }

    [Theory]
    [InlineData(0x40707010, "Explained 23")]
    [InlineData(0x40707000, "Equal")]
    [InlineData(0x40707014, "Unexplained")]
    public void Rule_23_all_bits_of_an_IPA(ulong d3, string verdict)
    {
        var program = StageTwo(Frame1 | ReadWrite);

        Assert.Equal([verdict], program.Dma(0, 0x4070_7010, true, Event(0x8_0000_0010, 0x288UL << 32, 0x4070_7010, d3)).Verdicts());
    }

    [Theory]
    [InlineData(34, Frame1, "Explained 24")]
    [InlineData(34, Frame2, "Unexplained")]
    [InlineData(33, Frame1, "Equal")]
    public void Rule_24_a_start_level_with_nothing_to_resolve(byte s2T0sz, ulong place, string verdict)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        program.Map(root, 0x60_5000, Frame1 | ReadWrite);
        program.Stream(0, Entry(SteConfig.S2Translate, tables: root, s2T0sz: s2T0sz));

        Assert.Equal([verdict], program.Dma(0, 0x60_5000, true, Place(place)).Verdicts());
    }

    [Theory]
    [InlineData(34, 0x10, "Explained 24")]
    [InlineData(34, 0x04, "Equal")]
    [InlineData(33, 0x10, "Equal")]
    [InlineData(20, 0x10, "Unexplained")]
    public void Rule_24_leaves_the_input_size_in_force_and_excuses_no_other_illegal_one(byte s2T0sz, ulong id, string verdict)
    {
        const ulong Beyond = 1UL << 43;
        var program = new TestProgram();
        program.Stream(0, Entry(SteConfig.S2Translate, tables: program.Allocate(), s2T0sz: s2T0sz));
        var answer = id == 0x04 ? Event(0x8_0000_0004) : Event(0x8_0000_0000 | id, 0x288UL << 32, Beyond, Beyond);

        Assert.Equal([verdict], program.Dma(0, Beyond, true, answer).Verdicts());
    }

    // With fewer bits to resolve, fewer bits of the base count as zero: two fewer than none leave bit 0.
    [Theory]
    [InlineData(0x10, "Explained 24")]
    [InlineData(0x00, "Unexplained")]
    public void Rule_24_takes_the_base_as_it_is_written(ulong offset, string verdict)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        program.Write(root + offset, 0x4000_0000 | (ReadWrite & ~2UL));
        program.Stream(0, Entry(SteConfig.S2Translate, tables: root | 0x10, s2T0sz: 36));

        Assert.Equal([verdict], program.Dma(0, 0x801_0000, true, Place(Frame1)).Verdicts());
    }

    [Theory]
    [InlineData(true, false, Frame1, "Explained 25")]
    [InlineData(false, true, Frame1, "Explained 25")]
    [InlineData(false, true, Frame2, "Unexplained")]
    [InlineData(false, false, Frame1, "Equal")]
    public void Rule_25_updates_by_hardware_that_are_not_offered(bool accessFlag, bool dirtyState, ulong place, string verdict)
    {
        var program = StageTwo(Frame1 | ReadWrite, entry => entry with { S2HA = accessFlag, S2HD = dirtyState });

        Assert.Equal([verdict], program.Dma(0, Ipa, true, Place(place)).Verdicts());
    }

    [Theory]
    [InlineData(51, "Explained 26")]
    [InlineData(48, "Explained 26")]
    [InlineData(47, "Unexplained")]
    public void Rule_26_the_top_of_S2TTB(int bit, string verdict)
    {
        var program = StageTwo(Frame1 | ReadWrite, entry => entry with { S2TTB = entry.S2TTB | (1UL << bit) });

        Assert.Equal([verdict], program.Dma(0, Ipa, true, Place(Frame1)).Verdicts());
    }

    private static TestProgram StageTwo(ulong leaf, Func<StreamTableEntry, StreamTableEntry>? change = null)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        program.Map(root, Ipa, leaf);
        var entry = Entry(SteConfig.S2Translate, tables: root);
        return program.Stream(0, change?.Invoke(entry) ?? entry);
    }
}
