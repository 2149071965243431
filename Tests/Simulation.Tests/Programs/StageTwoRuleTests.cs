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

    private static TestProgram StageTwo(ulong leaf)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        program.Map(root, Ipa, leaf);
        return program.Stream(0, Entry(SteConfig.S2Translate, tables: root));
    }
}
