using ActorIommu.Hardware.Spec;
using static ActorIommu.Simulation.Tests.Programs.TestProgram;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>After a change, the old answer is permitted exactly as long as nothing has made sure that it is gone.</summary>
public sealed class LegalAlternativeTests
{
    private const ulong Iova = 0x4060_5000;
    private const ulong Leaf = Page | User | NotGlobal;

    [Theory]
    [InlineData(Frame1, "Equal")]
    [InlineData(Frame2, "LegalAlternative")]
    [InlineData(Frame3, "Unexplained")]
    public void Without_an_invalidation_old_and_new_are_permitted(ulong place, string verdict)
    {
        var (program, leaf) = Warm();

        program.Change(leaf, Frame2 | Leaf).Dma(0, Iova, true, Place(place));

        Assert.Equal(["Equal", verdict], program.Verdicts());
    }

    [Theory]
    [InlineData(CommandOpcode.TlbiNhVa, 5, 1, true, "Unexplained")]
    [InlineData(CommandOpcode.TlbiNhVa, 5, 1, false, "LegalAlternative")]
    [InlineData(CommandOpcode.TlbiNhVa, 5, 2, true, "Equal")]
    [InlineData(CommandOpcode.TlbiNhVa, 4, 1, true, "Equal")]
    [InlineData(CommandOpcode.TlbiNhVaa, 5, 0, true, "Unexplained")]
    [InlineData(CommandOpcode.TlbiNhAsid, 5, 1, true, "Unexplained")]
    [InlineData(CommandOpcode.TlbiNhAsid, 5, 2, true, "Equal")]
    [InlineData(CommandOpcode.TlbiNhAll, 5, 0, true, "Unexplained")]
    [InlineData(CommandOpcode.TlbiS12Vmall, 5, 0, true, "Unexplained")]
    [InlineData(CommandOpcode.TlbiS2Ipa, 5, 0, true, "Equal")]
    [InlineData(CommandOpcode.TlbiNsnhAll, 0, 0, true, "Unexplained")]
    public void The_old_answer_after_a_command(CommandOpcode opcode, ushort vmid, ushort asid, bool isComplete, string verdict)
    {
        var (program, leaf) = Warm();
        var command = default(Command) with { Opcode = opcode, VMID = new Vmid(vmid), ASID = new Asid(asid), Address = Iova };

        program.Change(leaf, Frame2 | Leaf).Command(command);
        if (isComplete) program.Sync();
        program.Dma(0, Iova, true, Place(Frame1));

        Assert.Equal(["Equal", verdict], program.Verdicts());
    }

    [Fact]
    public void A_command_before_the_change_promises_nothing()
    {
        var (program, leaf) = Warm();

        program.Command(default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }).Change(leaf, Frame2 | Leaf).Sync();

        Assert.Equal(["Equal", "LegalAlternative"], program.Dma(0, Iova, true, Place(Frame1)).Verdicts());
    }

    [Theory]
    [InlineData(Frame1, "Equal")]
    [InlineData(Frame2, "LegalAlternative")]
    public void Nothing_behind_an_illegal_command_happens(ulong place, string verdict)
    {
        var (program, leaf) = Warm();

        program.Change(leaf, Frame2 | Leaf).Command(default(Command) with { Opcode = CommandOpcode.AtcInv })
            .Command(default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }).Sync();

        Assert.Equal(["Equal", verdict], program.Dma(0, Iova, true, Place(place)).Verdicts());
    }

    [Fact]
    public void A_fault_is_not_cached()
    {
        var program = new TestProgram();
        var root = program.Allocate();
        var leaf = program.Map(root, Iova, 0);
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(Context(root))));
        var fault = Event(0x8_0000_0010, 0x208UL << 32, Iova);

        program.Dma(0, Iova, true, fault).Change(leaf, Frame1 | Leaf).Dma(0, Iova, true, fault).Dma(0, Iova, true, Place(Frame1));

        Assert.Equal(["Equal", "Unexplained", "Equal"], program.Verdicts());
    }

    [Fact]
    public void A_configuration_lives_until_a_CFGI_and_what_it_translated_until_a_TLBI()
    {
        var program = new TestProgram();
        var (old, young) = (program.Allocate(), program.Allocate());
        program.Map(old, Iova, Frame1 | Leaf);
        program.Map(young, Iova, Frame2 | Leaf);
        var context = program.PutContext(Context(old));
        program.Stream(0, Entry(SteConfig.S1Translate, context));
        var cfgi = default(Command) with { Opcode = CommandOpcode.CfgiCd, StreamID = new StreamId(8) };
        var tlbi = default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, VMID = new Vmid(5), ASID = new Asid(1) };

        program.Dma(0, Iova, true, Place(Frame1)).Change(context + 8, young).Dma(0, Iova, true, Place(Frame2))
            .Command(tlbi).Sync().Dma(0, Iova, true, Place(Frame2))
            .Command(cfgi).Sync().Dma(0, Iova, true, Place(Frame2))
            .Command(tlbi).Sync().Dma(0, Iova, true, Place(Frame1)).Dma(0, Iova, true, Place(Frame2));

        Assert.Equal(["Equal", "LegalAlternative", "LegalAlternative", "LegalAlternative", "Unexplained", "Equal"], program.Verdicts());
    }

    [Theory]
    [InlineData(2, false, "Unexplained")]
    [InlineData(1, false, "LegalAlternative")]
    [InlineData(2, true, "LegalAlternative")]
    public void Streams_of_one_VMID_share_what_ASID_or_global_says(ushort asid, bool isGlobal, string verdict)
    {
        var program = new TestProgram();
        var (first, second) = (program.Allocate(), program.Allocate());
        program.Map(first, Iova, Frame1 | Leaf);
        program.Map(second, Iova, (Frame2 | Leaf) & ~(isGlobal ? NotGlobal : 0));
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(Context(first))));
        program.Stream(1, Entry(SteConfig.S1Translate, program.PutContext(Context(second) with { ASID = new Asid(asid) })));

        program.Dma(0, Iova, true, Place(Frame2)).Dma(1, 0, true, Event(0x10_0000_0010, 0x208UL << 32));

        Assert.Equal([verdict, "Equal"], program.Verdicts());
    }

    [Fact]
    public void A_read_of_a_word_that_was_written_cannot_be_placed()
    {
        var (program, _) = Warm();

        program.Dma(0, Iova, false, Place(Frame1))
            .Dma(0, Iova, true, Elsewhere)
            .Dma(0, Iova, true, Place(Frame1))
            .Dma(0, Iova + 4, true, Elsewhere);

        Assert.Equal(["Equal", "Equal", "Equal", "Unexplained", "Unexplained"], program.Verdicts());
    }

    private static (TestProgram Program, ulong Leaf) Warm()
    {
        var program = new TestProgram();
        var root = program.Allocate();
        var leaf = program.Map(root, Iova, Frame1 | Leaf);
        program.Stream(0, Entry(SteConfig.S1Translate, program.PutContext(Context(root))));
        return (program.Dma(0, Iova, true, Place(Frame1)), leaf);
    }
}
