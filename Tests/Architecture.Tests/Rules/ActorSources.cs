using System.Text.RegularExpressions;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>What the sources of the Actors project may look like.</summary>
internal static partial class ActorSources
{
    public const int MaxActorLines = 200;

    public static IEnumerable<Finding> Check(SourceFile file)
    {
        var findings = file.FindInCode(Directive(), "no conditional code: the same actors run everywhere")
            .Concat(file.FindInCode(Ask(), "no Ask: a reply is a message like any other"));
        findings = file.IsActor
            ? findings.Concat(file.FindInCode(BitArithmetic(), "no bit arithmetic in an actor: it belongs to Hardware"))
                .Concat(Length(file))
            : findings.Concat(file.FindInCode(Akka(), "only files named *Actor.cs use Akka"));
        return findings;
    }

    private static IEnumerable<Finding> Length(SourceFile file) => file.Lines.Length > MaxActorLines
        ? [new Finding(file.Path, $"{file.Lines.Length} lines; an actor has at most {MaxActorLines}")]
        : [];

    [GeneratedRegex(@"^\s*#\s*(if|elif|define)\b")]
    private static partial Regex Directive();

    [GeneratedRegex(@"\.\s*Ask\s*[<(]")]
    private static partial Regex Ask();

    [GeneratedRegex(@"\bAkka\b")]
    private static partial Regex Akka();

    // The formatter puts spaces around binary operators, which tells a shift from the end of a generic type.
    [GeneratedRegex(@"<<|\s>>|>>=|(?<!&)&(?!&)|(?<!\|)\|(?!\|)|~|\^(?!\d)")]
    private static partial Regex BitArithmetic();
}
