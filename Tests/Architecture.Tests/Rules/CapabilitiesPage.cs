using System.Text.RegularExpressions;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>Rules on docs/CAPABILITIES.md: what it says can be looked up, in the order of the clauses.</summary>
internal static partial class CapabilitiesPage
{
    /// <summary>The names of the test classes of some sources.</summary>
    public static HashSet<string> TestClasses(IEnumerable<SourceFile> sources) =>
        [.. from source in sources
            from line in source.CodeLines
            from match in TestClass().Matches(line)
            select match.Groups[1].Value];

    public static IEnumerable<Finding> Check(SourceFile page, IReadOnlySet<string> tests)
    {
        var header = Array.Empty<string>();
        var last = "";
        for (var index = 0; index < page.Lines.Length; index++)
        {
            var (line, where) = (page.Lines[index], $"{page.Path}({index + 1})");
            foreach (Match name in TestName().Matches(line))
            {
                if (!tests.Contains(name.Value)) yield return new Finding(where, $"{name.Value}: no test has that name");
            }

            var cells = line.StartsWith('|') ? line.Trim('|').Split('|', StringSplitOptions.TrimEntries) : [];
            if (header.Length == 0 || cells.Length == 0) (header, last) = (cells, "");
            else if (!cells[0].StartsWith("---", StringComparison.Ordinal))
            {
                if (header[^1] == "Test" && !TestName().IsMatch(cells[^1])) yield return new Finding(where, "a row without a test");
                if (header[0] != "Clause") continue;
                var clause = Order(cells[0]);
                if (string.CompareOrdinal(clause, last) < 0) yield return new Finding(where, $"{cells[0]}: not in the order of clauses");
                last = clause;
            }
        }
    }

    /// <summary>The fields that the code refuses and the page does not name.</summary>
    public static IEnumerable<Finding> CheckRefused(SourceFile page, SourceFile code)
    {
        var refused = page.Text[page.Text.IndexOf("\n## Refused", StringComparison.Ordinal)..];
        foreach (var field in Literal().Matches(code.Text).SelectMany(literal => Field().Matches(literal.Value)))
        {
            if (!Regex.IsMatch(refused, $@"\b{field.Value}\b"))
                yield return new Finding(page.Path, $"{field.Value}: refused, and not in the table");
        }
    }

    // The clauses of IHI 0070, then those of DDI 0487, then what is said of everything.
    private static string Order(string clauses)
    {
        var document = clauses.StartsWith("DDI", StringComparison.Ordinal) ? "b" : char.IsDigit(clauses[0]) ? "a" : "c";
        return document + string.Concat(Clause().Match(clauses).Value.Split('.').Select(part => part.PadLeft(4, '0')));
    }

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\b[A-Z]\w+Tests\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?<=^|D)\d+(\.\d+)*")]
    private static partial Regex Clause();

    [GeneratedRegex("\"IDR[^\"]*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9_]+\b")]
    private static partial Regex Field();
}
