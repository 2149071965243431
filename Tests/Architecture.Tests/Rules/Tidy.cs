using System.Text.RegularExpressions;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>Rules on how sources look. The words are put together so that this file does not break its own rules.</summary>
internal static partial class Tidy
{
    public const int MaxColumns = 140;
    public const int MaxFileLines = 500;
    public const int MaxMethodLines = 70;

    private static readonly Regex PostponedWork = new($@"\b({"TO"}DO|{"TB"}D|{"HA"}CK|{"FIX"}ME)\b");
    private static readonly Regex MachinePath = new($@"(?<![\w.])/({"ho"}me|{"ro"}ot|{"wo"}rk|{"tm"}p|{"Us"}ers)/|\b[A-Z]:\\\w");

    public static IEnumerable<Finding> CheckText(SourceFile file) => file
        .FindInText(PostponedWork, "postponed work belongs to an issue")
        .Concat(file.FindInText(MachinePath, "a path of one machine"));

    public static IEnumerable<Finding> CheckCode(SourceFile file)
    {
        var findings = file.FindInText(TooWide(), $"more than {MaxColumns} columns")
            .Concat(file.FindInCode(NotImplemented(), "code that is not there"))
            .Concat(LongMethods(file));
        return file.Lines.Length > MaxFileLines
            ? findings.Append(new Finding(file.Path, $"{file.Lines.Length} lines; a file has at most {MaxFileLines}"))
            : findings;
    }

    public static IEnumerable<Finding> CheckTest(SourceFile file) => file
        .FindInCode(Skipped(), "a test that does not run")
        .Concat(file.FindInCode(Sleep(), "a test waits for an event and not for a time"));

    // A block is a method's if it stands in a type and its head has parameters. Lambdas and local functions count with their method.
    private static IEnumerable<Finding> LongMethods(SourceFile file)
    {
        var code = string.Join('\n', file.CodeLines);
        var blocks = new Stack<(bool IsType, bool IsMethod, int Line)>();
        var headStart = 0;
        var line = 1;
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] == '\n')
                line++;

            if (code[at] is not ('{' or '}' or ';'))
                continue;

            var head = Attributes().Replace(code[headStart..at], "");
            headStart = at + 1;
            if (code[at] == '{')
            {
                var inType = blocks.Count == 0 || blocks.Peek().IsType;
                var isType = inType && TypeHead().IsMatch(head.Split('(')[0]);
                blocks.Push((isType, inType && !isType && MethodHead().IsMatch(head), line));
            }
            else if (code[at] == '}' && blocks.TryPop(out var block) && block.IsMethod && line - block.Line - 1 > MaxMethodLines)
            {
                var lines = line - block.Line - 1;
                yield return new Finding($"{file.Path}({block.Line})", $"{lines} lines; a method has at most {MaxMethodLines}");
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|namespace|extension)\b")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"^\s*(\[[^\]]*\]\s*)+")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"^[^=]*\(|=>")]
    private static partial Regex MethodHead();

    [GeneratedRegex("^.{141,}$")]
    private static partial Regex TooWide();

    [GeneratedRegex(@"\bNotImplementedException\b")]
    private static partial Regex NotImplemented();

    [GeneratedRegex(@"\bSkip\s*=(?!=)")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b|\bTask\s*\.\s*Delay\b")]
    private static partial Regex Sleep();
}
