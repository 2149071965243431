using System.Text.Json.Nodes;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Capabilities;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Capabilities;

/// <summary>Whatever is wrong with a capability file is said with its line and column, and every key reaches its bits.</summary>
public sealed class CapabilityReaderTests
{
    private const string Good =
        """
        name: small
        description: one line
        IDR0:
          S1P: true
          TTF: aArch64
          TTENDIAN: little
          STALL_MODEL: noStall
        IDR1:
          SIDSIZE: 0x10
        IDR5: { OAS: bits44, GRAN4K: true }
        """;

    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;
    private static readonly string Published = Repository.PathOf(CapabilityFile.Folder, "capabilities.schema.json");

    [Theory]
    [InlineData("name: small", "nmae: small", "small.yaml(1,1): error AIO0102: unknown key 'nmae'; known here: name, description, IDR0")]
    [InlineData("  S1P: true", "  S3P: true", "small.yaml(4,3): error AIO0102: unknown key 'S3P'; known here: S2P, S1P, TTF")]
    [InlineData("S1P: true", "s1p: true", "small.yaml(4,3): error AIO0102")]
    [InlineData("IDR1:", "IDR9:", "small.yaml(8,1): error AIO0102")]
    [InlineData("  TTF: aArch64", "  S1P: true", "small.yaml(5,3): error AIO0103: the key 'S1P' is there twice")]
    [InlineData("S1P: true", "S1P: 1", "small.yaml(4,8): error AIO0104: 'S1P' is true or false, not '1'")]
    [InlineData("S1P: true", "S1P: 'true'", "small.yaml(4,8): error AIO0104")]
    [InlineData("TTF: aArch64", "TTF: 2", "small.yaml(5,8): error AIO0104: 'TTF' is one of: aArch32, aArch64, both")]
    [InlineData("SIDSIZE: 0x10", "SIDSIZE: 33", "small.yaml(9,12): error AIO0104: 'SIDSIZE' is at most 32, not 33")]
    [InlineData("SIDSIZE: 0x10", "CMDQS: 20", "small.yaml(9,10): error AIO0104: 'CMDQS' is at most 19, not 20")]
    [InlineData("SIDSIZE: 0x10", "SIDSIZE: many", "small.yaml(9,12): error AIO0104")]
    [InlineData("name: small", "", "error AIO0105: the key 'name' is required here")]
    [InlineData("  SIDSIZE: 0x10", "  - 16", "small.yaml(9,3): error AIO0106: 'IDR1' is a mapping, not a list")]
    [InlineData("name: small", "name: &a small", "small.yaml(1,7): error AIO0107")]
    [InlineData("TTF: aArch64", "TTF: both", "small.yaml(5,3): error AIO0109: IDR0.TTF other than AArch64: the model does not have that")]
    [InlineData("  TTF: aArch64", "  BTM: false", "small.yaml(3,1): error AIO0109: IDR0.TTF")]
    [InlineData("S1P: true", "S1P: false", "small.yaml(4,3): error AIO0109: IDR0.S1P and S2P both 0")]
    [InlineData("IDR1:", "IDR3: { S1PI: false, S2PI: true }\nIDR1:", "small.yaml(8,22): error AIO0109: IDR3.S1PI")]
    [InlineData("GRAN4K: true", "D128: true", "small.yaml(10,22): error AIO0109: IDR5.D128")]
    public void A_mistake_is_found_at_its_place(string right, string wrong, string expected)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        Assert.Equal("small", CapabilityReader.Parse(Good, "small.yaml").Name);

        var errors = ErrorsOf(Good.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_file_is_said() => Assert.Equal(
        "gone.yaml: error AIO0100: there is no such file",
        Assert.Throws<ScenarioException>(() => CapabilityReader.Load("gone.yaml", Repository.Root)).Message);

    /// <summary>Each unmodelled feature that one key can offer is refused at that key, and nothing else is said.</summary>
    [Fact]
    public void An_unmodelled_feature_is_refused_where_it_is_offered()
    {
        var refused = 0;
        foreach (var (register, field, value) in EveryValue())
        {
            var text = With(register, field, value);
            var errors = ScenarioErrors(text);
            if (errors.Count == 0) continue;
            var line = text.Split('\n').Length;
            Assert.Equal($"small.yaml({line},3): error AIO0109", $"{errors[0]}".Split(": IDR")[0]);
            Assert.Single(errors);
            refused++;
        }

        Assert.True(refused >= 10, $"{refused} refused");
    }

    [Fact]
    public void Every_key_of_the_specification_reaches_its_bits_and_no_others()
    {
        var seen = new List<string>();
        foreach (var (register, field, value) in EveryValue())
        {
            var text = With(register, field, value);
            if (ScenarioErrors(text).Count > 0) continue;
            var mask = (uint)(((1UL << (field.High - field.Low + 1)) - 1) << field.Low);
            var (without, with) = (register.RawOf(Parse(With())), register.RawOf(Parse(text)));
            var number = field.Type.IsEnum ? Convert.ToUInt32(Enum.Parse(field.Type, value, ignoreCase: true), Invariant)
                : value == "true" ? 1u : uint.Parse(value, Invariant);
            Assert.Equal(number << field.Low, with & mask);
            Assert.Equal(0u, (with ^ without) & ~mask);
            seen.Add($"{register.Name},{field.Key},{field.High},{field.Low}");
        }

        Assert.True(seen.Distinct().Count() > 40, $"{seen.Count} keys");
    }

    [Fact]
    public void The_keys_are_the_fields_of_the_independent_table()
    {
        var printed = File.ReadLines(Repository.PathOf("Tests", "Vectors", "layout.csv")).Select(line => line.Split(','))
            .Where(row => CapabilityRegister.All.Any(register => register.Name == row[0]) && row[1] != "Update")
            .Select(row => $"{row[0]}.{row[1]}[{row[2]}:{row[3]}]");
        var keys = CapabilityRegister.All.SelectMany(register =>
            register.Fields.Select(field => $"{register.Name}.{field.Key}[{field.High}:{field.Low}]"));
        // IDR4 is IMPLEMENTATION DEFINED as a whole; the table and the layout spell that differently.
        Assert.Equal(
            printed.Where(name => !name.StartsWith("IDR4", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            keys.Where(name => !name.StartsWith("IDR4", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_published_schema_is_the_generated_one()
    {
        // UPDATE_SNAPSHOTS=1 dotnet test writes it anew.
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Published, CapabilitySchema.Generate());

        Assert.Equal(CapabilitySchema.Generate(), File.ReadAllText(Published));
    }

    [Fact]
    public void The_schema_has_the_bounds_of_the_reader()
    {
        var properties = JsonNode.Parse(CapabilitySchema.Generate())!["properties"]!;
        Assert.Equal(32, (int)properties["IDR1"]!["properties"]!["SIDSIZE"]!["maximum"]!);
        Assert.Equal("boolean", (string?)properties["IDR0"]!["properties"]!["S1P"]!["type"]);
        Assert.Equal("aArch64", (string?)properties["IDR0"]!["properties"]!["TTF"]!["enum"]![1]);
        Assert.Equal("IDR0[3:2]", (string?)properties["IDR0"]!["properties"]!["TTF"]!["description"]);
    }

    [Fact]
    public void Damaged_files_load_or_are_refused()
    {
        const int seed = 11, runs = 10_000;
        const string alphabet = " \n\t:-[]{}&*!|>'\"#%@`,?0x~aé\0\u2028";
        var random = new Random(seed);
        for (var run = 0; run < runs; run++)
        {
            var text = Good.ToList();
            for (var times = random.Next(1, 4); times > 0; times--) text[random.Next(text.Count)] = alphabet[random.Next(alphabet.Length)];
            var damaged = new string([.. text]);
            var error = Record.Exception(() => CapabilityReader.Parse(damaged, "damaged"));
            Assert.True(error is null or ScenarioException, $"seed {seed}, run {run}: {error}\n{damaged}");
        }
    }

    // The least that is modelled, and this key in the last line.
    private static string With(CapabilityRegister? register = null, CapabilityField? field = null, string value = "")
    {
        (string Key, string Value)[] least = [("S1P", "true"), ("TTF", "aArch64"), ("TTENDIAN", "little"), ("STALL_MODEL", "noStall")];
        var isInIdr0 = register?.Name == "IDR0";
        var lines = new List<string> { "name: small", "description: one line", "IDR0:" };
        lines.AddRange(least.Where(one => !isInIdr0 || one.Key != field!.Key).Select(one => $"  {one.Key}: {one.Value}"));
        if (register is not null && !isInIdr0) lines.Add($"{register.Name}:");
        if (register is not null) lines.Add($"  {field!.Key}: {value}");
        return string.Join('\n', lines);
    }

    private static IEnumerable<(CapabilityRegister Register, CapabilityField Field, string Value)> EveryValue() =>
        from register in CapabilityRegister.All
        from field in register.Fields
        from value in field.Type == typeof(bool) ? ["true"]
            : field.Type.IsEnum ? Enum.GetNames(field.Type).Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName)
            : new[] { "1", $"{field.Maximum}" }
        select (register, field, value);

    private static SmmuCapabilities Parse(string text) => CapabilityReader.Parse(text, "small.yaml").Capabilities;

    private static IReadOnlyList<ScenarioDiagnostic> ScenarioErrors(string text) =>
        (Record.Exception(() => CapabilityReader.Parse(text, "small.yaml")) as ScenarioException)?.Diagnostics ?? [];

    private static IReadOnlyList<ScenarioDiagnostic> ErrorsOf(string text) =>
        Assert.Throws<ScenarioException>(() => CapabilityReader.Parse(text, "small.yaml")).Diagnostics;
}
