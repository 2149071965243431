using ActorIommu.Hardware.Spec;
using static ActorIommu.Simulation.Tests.Programs.TestProgram;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>Each rule about stage 1: the answer that it predicts is explained, and any other in the same place is not.</summary>
public sealed class StageOneRuleTests
{
    private const ulong Iova = 0x4060_5010;
    private const ulong ReadWrite = Page | User;

    [Theory]
    [InlineData(0x48010010, "Explained 7")]
    [InlineData(0x48020010, "Unexplained")]
    public void Rule_7_a_write_after_a_read_forgets_the_table(ulong place, string verdict)
    {
        var (program, root) = StageOne();
        program.Map(root, Iova, Frame1 | ReadWrite, tableAttributes: 1UL << 62);

        program.Dma(0, Iova, true, Place(Frame1 | 0x10)).Dma(0, Iova, false, Place(place));

        Assert.Equal(["Equal", verdict], program.Verdicts());
    }

    [Fact]
    public void Rule_7_does_not_let_a_cold_write_pass()
    {
        var (program, root) = StageOne();
        program.Map(root, Iova, Frame1 | ReadWrite, tableAttributes: 1UL << 62);

        Assert.Equal(["Unexplained"], program.Dma(0, Iova, false, Place(Frame1 | 0x10)).Verdicts());
    }

    [Theory]
    [InlineData(0x13, "Explained 7")]
    [InlineData(0x12, "Unexplained")]
    public void Rule_7_a_refused_write_hides_the_fault_below(ulong id, string verdict)
    {
        var (program, root) = StageOne();
        program.Map(root, Iova, 0, tableAttributes: 1UL << 62);

        Assert.Equal([verdict], program.Dma(0, Iova, false, Event(0x8_0000_0000 | id, 0x200UL << 32, Iova)).Verdicts());
    }

    [Theory]
    [InlineData(0x12, "Explained 8")]
    [InlineData(0x11, "Equal")]
    [InlineData(0x13, "Unexplained")]
    public void Rule_8_the_access_flag_comes_before_the_address_size(ulong id, string verdict)
    {
        var (program, root) = StageOne(context => context with { IPS = AddressSize.Bits36 });
        program.Map(root, Iova, (1UL << 40) | 0x343);

        Assert.Equal([verdict], program.Dma(0, Iova, true, Event(0x8_0000_0000 | id, 0x208UL << 32, Iova)).Verdicts());
    }

    [Theory]
    [InlineData(0x48010010, "Explained 9")]
    [InlineData(0x48020010, "Unexplained")]
    public void Rule_9_a_block_at_level_0(ulong place, string verdict)
    {
        var (program, root) = StageOne(context => context with { T0SZ = 16 });
        program.Map(root, 0x4801_0010, ReadWrite & ~2UL, startLevel: 0, leafLevel: 0);

        Assert.Equal([verdict], program.Dma(0, 0x4801_0010, true, Place(place)).Verdicts());
    }

    [Theory]
    [InlineData(0x10000020018, "Explained 10")]
    [InlineData(0x10000020000, "Unexplained")]
    public void Rule_10_a_table_beyond_IPS(ulong fetched, string verdict)
    {
        var (program, root) = StageOne(context => context with { IPS = AddressSize.Bits36 });
        program.Map(root, Iova, 0x100_0002_0003, leafLevel: 1);
        var iova = 0x60_0000UL | (Iova & ~0x3fff_ffffUL);

        Assert.Equal([verdict], program.Dma(0, iova, true, Event(0x8_0000_000b, 0x108UL << 32, iova, fetched)).Verdicts());
    }

    [Theory]
    [InlineData(0x48010010, "Explained 11")]
    [InlineData(0x48020010, "Unexplained")]
    public void Rule_11_TBI0_counts_for_the_upper_half(ulong place, string verdict)
    {
        var program = new TestProgram();
        var (lower, upper) = (program.Allocate(), program.Allocate());
        program.Map(upper, 0x5000, Frame1 | ReadWrite);
        var context = Context(lower) with { EPD1 = false, TTB1 = upper, TBI0 = true };
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(context)));

        Assert.Equal([verdict], program.Dma(0, 0x00ff_ff80_0000_5010, true, Place(place)).Verdicts());
    }

    [Fact]
    public void Rule_11_TBI1_counts_for_nothing()
    {
        var program = new TestProgram();
        var (lower, upper) = (program.Allocate(), program.Allocate());
        program.Map(upper, 0x5000, Frame1 | ReadWrite);
        var context = Context(lower) with { EPD1 = false, TTB1 = upper, TBI1 = true };
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(context)));
        const ulong iova = 0x00ff_ff80_0000_5010;

        Assert.Equal(["Explained 11"], program.Dma(0, iova, true, Event(0x8_0000_0010, 0x208UL << 32, iova)).Verdicts());
    }

    [Theory]
    [InlineData(0x48010010, "Explained 12")]
    [InlineData(0x48020010, "Unexplained")]
    public void Rule_12_a_privileged_page(ulong place, string verdict)
    {
        var (program, root) = StageOne();
        program.Map(root, Iova, Frame1 | Page);

        Assert.Equal([verdict], program.Dma(0, Iova, true, Place(place)).Verdicts());
    }

    [Fact]
    public void Rule_12_does_not_let_a_write_of_a_read_only_page_pass()
    {
        var (program, root) = StageOne();
        program.Map(root, Iova, Frame1 | Page | High);

        Assert.Equal(["Unexplained"], program.Dma(0, Iova, false, Place(Frame1 | 0x10)).Verdicts());
    }

    [Theory]
    [InlineData(true, 4, "Explained 13")]
    [InlineData(true, 10, "Unexplained")]
    [InlineData(false, 4, "Unexplained")]
    public void Rule_13_S1CDMax_without_substreams(bool isSet, ulong id, string verdict)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        program.Map(root, Iova, Frame1 | ReadWrite);
        var entry = Entry(SteConfig.S1Translate, program.PutContext(Context(root)));
        program.Stream(0, entry with { S1CDMax = isSet ? (byte)1 : (byte)0 });

        Assert.Equal([verdict], program.Dma(0, Iova, true, Event(0x8_0000_0000 | id)).Verdicts());
    }

    [Theory]
    [InlineData(0x200000000, 0, "Explained 16")]
    [InlineData(0, 0x200000000, "Equal")]
    [InlineData(0x200000040, 0, "Unexplained")]
    public void Rule_16_the_address_of_a_CD_that_cannot_be_read(ulong d2, ulong d3, string verdict)
    {
        var program = new TestProgram().Stream(0, Entry(SteConfig.S1Translate, 1UL << 33));

        Assert.Equal([verdict], program.Dma(0, Iova, true, Event(0x8_0000_0009, 0, d2, d3)).Verdicts());
    }

    [Fact]
    public void Rule_17_bypass_beyond_the_OAS()
    {
        var program = new TestProgram().Stream(0, Entry(SteConfig.Bypass));

        program.Dma(0, 1UL << 44, true, Abort)
            .Dma(0, 1UL << 44, true, Elsewhere)
            .Dma(0, Frame1, true, Abort)
            .Dma(0, Frame1, true, Place(Frame1));

        Assert.Equal(["Explained 17", "Unexplained", "Unexplained", "Equal"], program.Verdicts());
    }

    [Theory]
    [InlineData(51, "Explained 26")]
    [InlineData(48, "Unexplained")]
    public void Rule_26_the_top_of_TTB0(int bit, string verdict)
    {
        var (program, root) = StageOne(context => context with { TTB0 = context.TTB0 | (1UL << bit) });
        program.Map(root, Iova, Frame1 | ReadWrite);

        Assert.Equal([verdict], program.Dma(0, Iova, true, Place(Frame1 | 0x10)).Verdicts());
    }

    // Rule 12 keeps the page out of our TLB, so that only QEMU's can still have it: until a TLBI, if its queue comes to that.
    [Theory]
    [InlineData(0x1f, false, "Explained 12")]
    [InlineData(0x07, false, "Explained 12")]
    [InlineData(0x03, true, "Explained 12")]
    [InlineData(0x03, false, "Unexplained")]
    [InlineData(0x44, true, "Unexplained")]
    [InlineData(0x20, false, "Unexplained")]
    public void QEMU_stops_at_a_command_that_it_does_not_know_and_at_CFGI_with_SSec(byte opcode, bool isSecure, string verdict)
    {
        var (program, root) = StageOne();
        var leaf = program.Map(root, Iova, Frame1 | Page);
        var place = Place(Frame1 | 0x10);

        program.Dma(0, Iova, true, place).Change(leaf, 0)
            .Command(default(Command) with { Opcode = (CommandOpcode)opcode, SSec = isSecure })
            .Command(default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }).Sync()
            .Dma(0, Iova, true, place);

        Assert.Equal(["Explained 12", verdict], program.Verdicts());
    }

    private static (TestProgram Program, ulong Root) StageOne(Func<ContextDescriptor, ContextDescriptor>? change = null)
    {
        var program = new TestProgram();
        var root = program.Allocate();
        var context = Context(root);
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(change?.Invoke(context) ?? context)));
        return (program, root);
    }
}
