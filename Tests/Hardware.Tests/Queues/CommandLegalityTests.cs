using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>Which commands the Non-secure queue takes (IHI 0070 4.1.3, 4.1.6 and each command's section).</summary>
public sealed class CommandLegalityTests
{
    // The legal opcodes and the bits of IDR0 that each needs: 1 S1P, 2 S2P, H Hyp, A ATS, P PRI, S a stall model. CMD_CFGI_VMS_PIDM (07)
    // needs MPAM, which is not offered; those of Secure state, of device permission tables and of the implementation never belong here.
    private const string Needs =
        "01 02 03 04 05:1 06:1 10:1 11:1 12:1 13:1 20:1H 21:1H 22:1H 23:1H 28:2 2a:2 30 40:A 41:P 44:S 45:S 46";

    [Fact]
    public void Every_opcode_is_legal_exactly_where_its_features_are()
    {
        foreach (var features in Sets("12HAPSR"))
            Assert.Equal((features, Expected(features)), (features, Legal(features)));
    }

    // Control: the table above could be one that no bit changes.
    [Theory]
    [InlineData("1", "05 06 10 11 12 13 20 21 22 23")]
    [InlineData("2", "28 2a")]
    [InlineData("H", "20 21 22 23")]
    [InlineData("A", "40")]
    [InlineData("P", "41")]
    [InlineData("S", "44 45")]
    [InlineData("R", "")]
    public void Each_feature_brings_its_own_commands_and_no_others(string feature, string opcodes)
    {
        var others = "12HAPSR".Replace(feature, "", StringComparison.Ordinal);
        var brought = Legal(others + feature).Split(' ').Except(Legal(others).Split(' '));
        Assert.Equal(opcodes, string.Join(' ', brought));
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

    private static IEnumerable<string> Sets(string bits) => Enumerable.Range(0, 1 << bits.Length)
        .Select(set => string.Concat(bits.Where((_, n) => (set >> n & 1) != 0)));

    private static string Expected(string features) => string.Join(' ', Needs.Split(' ').Select(need => need.Split(':'))
        .Where(need => need.Length == 1 || need[1].All(features.Contains)).Select(need => need[0]));

    private static string Legal(string features)
    {
        bool Has(char feature) => features.Contains(feature);
        var capabilities = Chip.Make(
            zero => zero with
            {
                S1P = Has('1'),
                S2P = Has('2'),
                Hyp = Has('H'),
                ATS = Has('A'),
                PRI = Has('P'),
                StallModel = Has('S') ? StallModel.StallAndTerminate : StallModel.NoStall,
            },
            idr3: three => three with { RIL = Has('R') });
        var legal = Enumerable.Range(0, 256).Where(code => Check((ulong)code, 0, capabilities) == CommandError.None);
        return string.Join(' ', legal.Select(code => $"{code:x2}"));
    }

    private static CommandError Check(ulong d0, ulong d1, SmmuCapabilities? capabilities = null) =>
        CommandLegality.Check(new Command(d0, d1), capabilities ?? Chip.Full);
}
