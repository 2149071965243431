using ActorIommu.Hardware.Spec;
using Xunit.Abstractions;

namespace ActorIommu.Hardware.Tests.Layout;

public sealed class LayoutTests(ITestOutputHelper output)
{
    private static readonly IndependentTable Table = new(SpecStructure.All);

    public static TheoryData<string> Types => [.. SpecStructure.All.Select(structure => structure.Type.Name)];

    public static TheoryData<string> Structures => [.. Vectors.Layout.Select(row => row.Structure).Distinct()];

    [Theory, MemberData(nameof(Types))]
    public void A_field_reads_and_writes_exactly_the_bits_it_prints(string type) =>
        Assert.Empty(WalkingOnes.Violations(SpecStructure.All.Single(structure => structure.Type.Name == type)));

    [Theory, MemberData(nameof(Types))]
    public void Every_property_of_a_structure_prints_its_position(string type) =>
        Assert.Empty(SpecStructure.All.Single(structure => structure.Type.Name == type).Unprinted);

    [Fact]
    public void Every_type_with_raw_words_names_its_structure()
    {
        var raw = typeof(SpecStructureAttribute).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(SpecStructureAttribute).Namespace && type.IsValueType)
            .Where(type => type.GetProperty("Raw") is not null || type.GetProperty("D0") is not null);
        Assert.Equal(SpecStructure.All.Select(structure => structure.Type.FullName).Order(), raw.Select(type => type.FullName).Order());
    }

    [Theory, MemberData(nameof(Structures))]
    public void A_structure_has_every_field_where_the_independent_table_has_it(string structure) =>
        Assert.Empty(Vectors.Layout.Where(row => row.Structure == structure && row.Confidence == Confidence.High)
            .Select(Table.Violation).OfType<string>());

    /// <summary>Fields that the code adds: another view of bits that the table has under other names.</summary>
    private static readonly string[] Unjudged = ["Command.Action", "Descriptor.AttrIndx3", "Descriptor.Kind"];

    [Fact]
    public void Every_field_of_the_code_is_judged_by_a_row()
    {
        var judged = Vectors.Layout.Where(row => row.Confidence != Confidence.Low).SelectMany(Table.Judged).Select(Name).ToHashSet();
        var fields = SpecStructure.All.SelectMany(structure => structure.Fields).Select(Name).ToList();
        output.WriteLine($"{SpecStructure.All.Count} types, {fields.Count} fields");
        Assert.Equal(Unjudged, fields.Where(field => !judged.Contains(field)).Order(StringComparer.Ordinal));

        static string Name(SpecField field) => $"{field.Structure.Type.Name}.{field.Name}";
    }

    [Fact]
    public void The_table_is_as_large_as_it_was_when_the_code_was_judged()
    {
        Assert.Equal(1296, Vectors.Layout.Count);
        Assert.Equal(156, Vectors.Layout.Select(row => row.Structure).Distinct().Count());
        Assert.Equal(1173, Vectors.Layout.Count(row => row.Confidence == Confidence.High));
    }

    [Fact]
    public void Rows_of_medium_confidence_are_reported()
    {
        var medium = Vectors.Layout.Where(row => row.Confidence == Confidence.Medium).ToList();
        var violations = medium.Select(Table.Violation).OfType<string>().ToList();
        output.WriteLine($"{medium.Count - violations.Count} of {medium.Count} rows agree");
        violations.ForEach(output.WriteLine);
    }
}
