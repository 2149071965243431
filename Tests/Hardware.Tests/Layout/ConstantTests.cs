using System.Globalization;
using System.Reflection;
using ActorIommu.Hardware.Spec;
using Xunit.Abstractions;

namespace ActorIommu.Hardware.Tests.Layout;

public sealed class ConstantTests(ITestOutputHelper output)
{
    /// <summary>Rows that no constant can hold, by kind or by kind and name; each with the reason.</summary>
    private static readonly Dictionary<string, string> Excepted = new()
    {
        ["ste_config/ABORT_alias_1"] = "a behaviour: values without bit 2 act as Abort, and keep no name of their own",
        ["ste_config/ABORT_alias_2"] = "as ABORT_alias_1",
        ["ste_config/ABORT_alias_3"] = "as ABORT_alias_1",
        ["page_base/VATOS_page"] = "a formula; its terms are RegisterOffset.VatosPageOrigin and PageStride",
        ["tlbi_range/pages"] = "a formula, of the invalidation code",
        ["tlbi_range/bytes"] = "a formula, of the invalidation code",
        ["atc_inv_size/span_bytes"] = "a formula, of the invalidation code",
        ["l1std_span/stes"] = "a formula, of the configuration code",
        ["queue/wrap_bit"] = "a formula, of the queue code",
        ["queue/empty"] = "a formula, of the queue code",
        ["queue/full"] = "a formula, of the queue code",
        ["cd_epd"] = "one bit, named by its field",
        ["endi"] = "one bit, named by its field",
        ["cd_aa64"] = "one bit, named by its field",
        ["hd_ha"] = "two fields of one bit each, named by themselves",
        ["cd_ars_fault_model"] = "three fields of one bit each, named by themselves",
    };

    public static TheoryData<string> Kinds => [.. Vectors.Constants.Select(row => row.Kind).Distinct()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_constant_has_the_value_of_the_independent_table(string kind) =>
        Assert.Empty(Vectors.Constants.Where(row => row.Kind == kind && row.Confidence == Confidence.High)
            .Where(row => !IsExcepted(row)).Select(Violation).OfType<string>());

    [Fact]
    public void An_exception_is_a_row_and_is_needed()
    {
        var high = Vectors.Constants.Where(row => row.Confidence == Confidence.High).ToList();
        Assert.All(Excepted.Keys, key => Assert.Contains(high, row => row.Kind == key || $"{row.Kind}/{row.Name}" == key));
        Assert.All(high.Where(IsExcepted), row => Assert.NotNull(Violation(row)));
        Assert.Equal(24, high.Count(IsExcepted));
    }

    [Fact]
    public void The_table_is_as_large_as_it_was_when_the_code_was_judged()
    {
        Assert.Equal(601, Vectors.Constants.Count);
        Assert.Equal(548, Vectors.Constants.Count(row => row.Confidence == Confidence.High));
    }

    [Theory]
    [InlineData("opcode")]
    [InlineData("event_id")]
    [InlineData("cerror")]
    [InlineData("event_class")]
    [InlineData("vcmdq_cerror")]
    [InlineData("ste_eats")]
    [InlineData("address_size_OAS_IPS_S2PS")]
    public void The_code_has_no_member_that_the_table_does_not_have(string kind)
    {
        var type = ConstantNames.Types[kind];
        var members = Vectors.Constants.Where(row => row.Kind == kind).Select(row => type.Member(row.Name)).Distinct();
        Assert.Equal(Enum.GetNames(type.Type).Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_code_has_no_register_that_the_table_does_not_have()
    {
        var type = ConstantNames.Types["register_offset_page0"];
        var members = Vectors.Constants.Where(row => row.Kind is "register_offset_page0" or "register_offset_page1_absolute" or "page_base")
            .Select(row => type.Member(row.Name)).OfType<string>().Append(nameof(RegisterOffset.VatosPageOrigin));
        Assert.Equal(typeof(RegisterOffset).GetFields().Select(field => field.Name).Order(StringComparer.Ordinal),
            members.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_constant_that_is_wrong_or_missing_is_flagged()
    {
        Assert.NotNull(Violation(new ConstantRow("event_id", "F_TLB_CONFLICT", "0x14", Confidence.High)));
        Assert.NotNull(Violation(new ConstantRow("opcode", "CMD_CFGI_ALL", "0x07", Confidence.High)));
        Assert.NotNull(Violation(new ConstantRow("opcode", "CMD_NONE_SUCH", "0x47", Confidence.High)));
        Assert.NotNull(Violation(new ConstantRow("structure_bits", "STE", "256", Confidence.High)));
        Assert.NotNull(Violation(new ConstantRow("no_such_kind", "ALL", "0", Confidence.High)));
        Assert.All(Vectors.Constants.Where(row => row.Confidence == Confidence.High && !IsExcepted(row)),
            row => Assert.NotNull(Violation(row with { Value = (Number(row.Value)!.Value + 1).ToString(CultureInfo.InvariantCulture) })));
    }

    [Fact]
    public void Rows_of_medium_confidence_are_reported()
    {
        var medium = Vectors.Constants.Where(row => row.Confidence == Confidence.Medium).ToList();
        var violations = medium.Select(Violation).OfType<string>().ToList();
        output.WriteLine($"{medium.Count - violations.Count} of {medium.Count} rows agree");
        violations.ForEach(output.WriteLine);
    }

    private static bool IsExcepted(ConstantRow row) => Excepted.ContainsKey(row.Kind) || Excepted.ContainsKey($"{row.Kind}/{row.Name}");

    private static string? Violation(ConstantRow row)
    {
        if (Number(row.Value) is not { } expected) return $"{row}: not a number";
        var found = Found(row);
        return found == expected ? null : $"{row}: the code has {found?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}";
    }

    private static long? Found(ConstantRow row) => row.Kind switch
    {
        "gerror_bit" => typeof(Gerror).GetProperties()
            .SingleOrDefault(property => string.Equals(property.Name, Joined(row.Name), StringComparison.OrdinalIgnoreCase))?
            .GetCustomAttribute<BitsAttribute>()?.Low,
        "page_base" when row.Name == "secure_bank" => SecureRegisterOffset.Bank,
        "structure_bits" => SpecStructure.All.SingleOrDefault(structure => structure.Describes(row.Name))?.Bits,
        "entry_bytes" => new ConstantType(EntryType(row.Name)).Value("SizeBytes"),
        "level_entry_shift" => TableGeometry.EntryShift(GranuleOf(row.Name), LevelOf(row.Name)),
        "contiguous_entries" => TableGeometry.ContiguousEntries(GranuleOf(row.Name), LevelOf(row.Name)),
        "s2sl0_start_level_4K" => StartLevel(Granule.K4, row.Name),
        "s2sl0_start_level_16K" => StartLevel(Granule.K16, row.Name),
        "s2sl0_start_level_64K" => StartLevel(Granule.K64, row.Name),
        _ => ConstantNames.Types.TryGetValue(row.Kind, out var type) ? type.Value(row.Name) : null,
    };

    private static long? Number(string text)
    {
        var hex = text.StartsWith("0x", StringComparison.Ordinal);
        var style = hex ? NumberStyles.HexNumber : NumberStyles.AllowLeadingSign;
        return long.TryParse(hex ? text[2..] : text, style, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>By a name like "S2SL0=2", "S2SL0=3 (IDR3.STT)" or "S2SL0=0 with S2SL0_2=1 (S2DS=1)".</summary>
    private static long? StartLevel(Granule granule, string name) =>
        TableGeometry.Stage2StartLevel(granule, name["S2SL0=".Length] - '0', name.Contains("S2SL0_2=1", StringComparison.Ordinal));

    private static string Joined(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static Granule GranuleOf(string name) => name.Split('_')[0] switch
    {
        "4K" => Granule.K4,
        "16K" => Granule.K16,
        _ => Granule.K64,
    };

    private static int LevelOf(string name) => int.Parse(name.Split("_L")[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static Type EntryType(string name) => name switch
    {
        "STE" => typeof(StreamTableEntry),
        "CD" => typeof(ContextDescriptor),
        "L1STD" => typeof(L1StreamTableDescriptor),
        "L1CD" => typeof(L1ContextDescriptor),
        "COMMAND" => typeof(Command),
        "EVENT" => typeof(EventRecord),
        "PRIQ" => typeof(PageRequest),
        _ => typeof(void),
    };
}
