using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>Which commands the Non-secure queue takes (IHI 0070 4.1.3, 4.1.6 and each command's section).</summary>
public sealed class CommandLegalityTests
{
    private const string Always = "01 02 03 04 30 46";
    private const string StageOne = "05 06 10 11 12 13";
    private const string StageTwo = "28 2a";
    private const string Hyp = "20 21 22 23";

    [Theory]
    [InlineData(true, true, true, $"{Always} {StageOne} {StageTwo} {Hyp}")]
    [InlineData(true, true, false, $"{Always} {StageOne} {StageTwo}")]
    [InlineData(true, false, false, $"{Always} {StageOne}")]
    [InlineData(false, true, false, $"{Always} {StageTwo}")]
    [InlineData(false, true, true, $"{Always} {StageTwo}")]
    public void Every_opcode_is_legal_exactly_where_its_feature_is(bool one, bool two, bool hyp, string legal)
    {
        var capabilities = Chip.Make(zero => zero with { S1P = one, S2P = two, Hyp = hyp });
        var expected = legal.Split(' ').Order(StringComparer.Ordinal);
        var legalNow = Enumerable.Range(0, 256).Where(code => Check((ulong)code, 0, capabilities) == CommandError.None);
        var actual = legalNow.Select(code => $"{code:x2}");
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(StallModel.StallAndTerminate, CommandError.None)]
    [InlineData(StallModel.NoStall, CommandError.Ill)]
    [InlineData(StallModel.ForcedStall, CommandError.None)]
    public void RESUME_and_STALL_TERM_are_legal_exactly_where_something_may_stall(StallModel model, CommandError expected)
    {
        var capabilities = Chip.Make(zero => zero with { StallModel = model });
        Assert.Equal((expected, expected), (Check(0x44, 0, capabilities), Check(0x45, 0, capabilities)));
        Assert.Equal(
            (CommandError.Ill, CommandError.Ill), (Check(0x44 | 0x400, 0, capabilities), Check(0x45 | 0x400, 0, capabilities)));
    }

    [Theory]
    [InlineData(0x01UL)]
    [InlineData(0x02UL)]
    [InlineData(0x03UL)]
    [InlineData(0x04UL)]
    [InlineData(0x05UL)]
    [InlineData(0x06UL)]
    public void SSec_is_illegal(ulong opcode)
    {
        Assert.Equal(CommandError.None, Check(opcode, 0));
        Assert.Equal(CommandError.Ill, Check(opcode | 0x400, 0));
    }

    [Theory]
    [InlineData(0UL, CommandError.None)]
    [InlineData(1UL, CommandError.None)]
    [InlineData(2UL, CommandError.None)]
    [InlineData(3UL, CommandError.Ill)]
    public void CMD_SYNC_with_CS_3_is_illegal(ulong cs, CommandError expected) => Assert.Equal(expected, Check(0x46 | (cs << 12), 0));

    // TG [75:74] without a range and without TTL [73:72] is reserved; so is TTL 1 of 16K, which counts as 0.
    [Theory]
    [InlineData(0UL, 0x000UL, true)]
    [InlineData(0UL, 0x300UL, true)]
    [InlineData(0UL, 0x400UL, false)]
    [InlineData(0UL, 0x800UL, false)]
    [InlineData(0UL, 0xc00UL, false)]
    [InlineData(0UL, 0x500UL, true)]
    [InlineData(0UL, 0x900UL, false)]
    [InlineData(0UL, 0xa00UL, true)]
    [InlineData(0UL, 0xd00UL, true)]
    [InlineData(0x0000_1000UL, 0x400UL, true)]
    [InlineData(0x0010_0000UL, 0x400UL, true)]
    [InlineData(0x0010_0000UL, 0x900UL, true)]
    [InlineData(0x0200_0000UL, 0x400UL, false)]
    public void Reserved_forms_of_range_invalidation_are_illegal(ulong d0, ulong d1, bool isLegal)
    {
        foreach (var opcode in new[] { 0x12UL, 0x13UL, 0x22UL, 0x23UL, 0x2aUL })
            Assert.Equal(isLegal ? CommandError.None : CommandError.Ill, Check(opcode | d0, d1));
    }

    [Fact]
    public void Without_RIL_the_range_fields_are_ignored() =>
        Assert.Equal(CommandError.None, Check(0x12, 0x400, Chip.Make(idr3: three => three with { RIL = false })));

    private static CommandError Check(ulong d0, ulong d1, SmmuCapabilities? capabilities = null) =>
        CommandLegality.Check(new Command(d0, d1), capabilities ?? Chip.Full);
}
