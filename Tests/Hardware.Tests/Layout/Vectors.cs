using System.Reflection;
using System.Text;

namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>How sure the independent table is of a row; see Tests/Vectors.</summary>
public enum Confidence
{
    Low,
    Medium,
    High,
}

/// <summary>A field of layout.csv.</summary>
public sealed record LayoutRow(string Structure, string Field, int High, int Low, Confidence Confidence)
{
    public override string ToString() => $"{Structure}.{Field} [{High}:{Low}]";
}

/// <summary>A value of constants.csv.</summary>
public sealed record ConstantRow(string Kind, string Name, string Value, Confidence Confidence)
{
    public override string ToString() => $"{Kind}/{Name} = {Value}";
}

/// <summary>The tables of Tests/Vectors, which nobody derived from this code.</summary>
public static class Vectors
{
    private static readonly string Root = typeof(Vectors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static IReadOnlyList<LayoutRow> Layout { get; } =
        [.. Rows("layout.csv").Select(row => new LayoutRow(row[0], row[1], Number(row[2]), Number(row[3]), Level(row[5])))];

    public static IReadOnlyList<ConstantRow> Constants { get; } =
        [.. Rows("constants.csv").Select(row => new ConstantRow(row[0], row[1], row[2], Level(row[4])))];

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Confidence Level(string text) => Enum.Parse<Confidence>(text, ignoreCase: true);

    private static IEnumerable<List<string>> Rows(string file) =>
        File.ReadLines(Path.Combine(Root, "Tests", "Vectors", file)).Skip(1).Where(line => line.Length > 0).Select(Cells);

    private static List<string> Cells(string line)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) { cells.Add(cell.ToString()); cell.Clear(); }
            else cell.Append(c);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
