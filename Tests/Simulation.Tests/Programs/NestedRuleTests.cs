using ActorIommu.Hardware.Spec;
using static ActorIommu.Simulation.Tests.Programs.TestProgram;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>The rules about both stages together: the answer that each predicts is explained, and any other is not.</summary>
public sealed class NestedRuleTests
{
    private const ulong Iova = 0x4060_5000;
    private const ulong Ipa = 0x5000_0000;
    private const ulong Whole = Page | User | High;

    [Theory]
    [InlineData(0x48010000, "Equal")]
    [InlineData(0x48020000, "Explained 2")]
    [InlineData(0x48030000, "Unexplained")]
    public void Rule_2_a_table_in_scattered_pages(ulong place, string verdict)
    {
        // 64 KiB granule: one level-3 table of 8,192 descriptors fills sixteen 4 KiB pages of stage 2.
        const ulong tableIpa = 0x6000_0000;
        const ulong index = 513;
        var program = new TestProgram();
        var (root, table, elsewhere) = (program.Allocate(), program.Allocate(0x10000), program.Allocate());
        program.Map(root, tableIpa, table | Whole);
        program.Map(root, tableIpa + 0x1000, elsewhere | Whole);
        program.Write(elsewhere + 8, Ipa | Page | User);
        program.Write(table + (8 * index), (Ipa + 0x10000) | Page | User);
        program.Map(root, Ipa, Frame1 | Whole);
        program.Map(root, Ipa + 0x10000, Frame2 | Whole);
        Nest(program, root, Context(tableIpa) with { T0SZ = 35, TG0 = Tg0.K64 });

        Assert.Equal([verdict], program.Dma(0, index << 16, true, Place(place)).Verdicts());
    }

    [Theory]
    [InlineData(true, 0x70000000, "Explained 3")]
    [InlineData(true, 0x70001000, "Unexplained")]
    [InlineData(false, 0x70000000, "Unexplained")]
    public void Rule_3_a_fault_of_the_root_that_is_not_used(bool isEnabled, ulong ipa, string verdict)
    {
        var (program, root, table) = Nested();
        Nest(program, root, Context(table) with { EPD1 = !isEnabled, TTB1 = 0x7000_0000 });

        Assert.Equal([verdict], program.Dma(0, Iova, true, Event(0x8_0000_0010, 0x188UL << 32, Iova, ipa)).Verdicts());
    }

    [Fact]
    public void Rule_4_the_record_of_a_fault_on_a_table_between()
    {
        var (program, root, table) = Nested();
        const ulong iova = 0x8000_0000;
        program.Write(table + (8 * (iova >> 30)), 0x7000_0003);
        Nest(program, root, Context(table));

        program.Dma(0, iova, true, Event(0x8_0000_0010, 0x108UL << 32, iova, 0x7000_0000))
            .Dma(0, iova, true, Event(0x8_0000_0010, 0x188UL << 32, iova, 0x7000_0000))
            .Dma(0, iova, true, Event(0x8_0000_0010, 0x108UL << 32, iova, 0x7000_1000))
            .Dma(0, iova, true, Abort);

        Assert.Equal(["Explained 4", "Equal", "Unexplained", "Unexplained"], program.Verdicts());
    }

    [Fact]
    public void Rule_5_a_warm_nested_read_of_a_write_only_page_passes()
    {
        var (program, root, table) = Nested(Frame1 | Page | High);
        Nest(program, root, Context(table));

        program.Dma(0, Iova, true, Place(Frame1)).Dma(0, Iova, false, Place(Frame1)).Dma(0, Iova + 4, true, Place(Frame1 + 4));

        Assert.Equal(["Unexplained", "Equal", "Explained 5"], program.Verdicts());
    }

    [Fact]
    public void Rule_5_a_warm_nested_write_has_no_IPA()
    {
        var (program, root, table) = Nested(Frame1 | Page | User);
        Nest(program, root, Context(table));

        program.Dma(0, Iova, true, Place(Frame1))
            .Dma(0, Iova, false, Event(0x8_0000_0013, 0x280UL << 32, Iova))
            .Dma(0, Iova, false, Event(0x8_0000_0013, 0x280UL << 32, Iova, Ipa))
            .Dma(0, Iova, false, Event(0x8_0000_0013, 0x280UL << 32, Iova, 0x1000));

        Assert.Equal(["Equal", "Explained 5", "Equal", "Unexplained"], program.Verdicts());
    }

    [Theory]
    [InlineData(0x108, 0x10000020000, "Explained 10")]
    [InlineData(0x108, 0x10000021000, "Unexplained")]
    [InlineData(0x208, 0, "Equal")]
    public void Rule_10_a_table_beyond_IPS_below_a_stage_2(ulong d1, ulong d3, string verdict)
    {
        var (program, root, table) = Nested();
        const ulong iova = 0x8000_0000;
        program.Write(table + (8 * (iova >> 30)), 0x100_0002_0003);
        Nest(program, root, Context(table) with { IPS = AddressSize.Bits36 });

        Assert.Equal([verdict], program.Dma(0, iova, true, Event(0x8_0000_0011, d1 << 32, iova, d3)).Verdicts());
    }

    [Fact]
    public void Two_rules_may_be_needed_together()
    {
        var (program, root, table) = Nested();
        program.Map(table, Iova, (Ipa + 0x2000) | Page);
        Nest(program, root, Context(table));

        program.Dma(0, Iova + 0x10, true, Event(0x8_0000_0010, 0x288UL << 32, Iova + 0x10, Ipa + 0x2010));

        Assert.Equal(["Explained 12+23"], program.Verdicts());
    }

    // Stage 1: Iova to Ipa. Stage 2: Ipa to a leaf, and structures to themselves.
    private static (TestProgram Program, ulong Root, ulong Table) Nested(ulong leaf = Frame1 | Whole)
    {
        var program = new TestProgram();
        var (root, table) = (program.Allocate(), program.Allocate());
        program.Map(table, Iova, Ipa | Page | User);
        program.Map(root, Ipa, leaf);
        return (program, root, table);
    }

    private static void Nest(TestProgram program, ulong root, ContextDescriptor context)
    {
        var at = program.PutContext(context);
        program.Stream(0, Entry(SteConfig.Nested, at, root));
        program.Map(root, 0x4100_0000, 0x4100_0000 | (Whole & ~2UL), leafLevel: 2);
    }
}
