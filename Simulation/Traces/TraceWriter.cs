using System.Globalization;
using System.Text;
using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Traces;

/// <summary>Writes choices.trace files (docs/TRACE.md). The same trace is always the same text.</summary>
public static class TraceWriter
{
    internal const string Magic = "actoriommu.trace 1";
    internal const string Separator = "---";
    private const int Columns = 120;

    /// <summary>The whole text of the file; lines end with a line feed.</summary>
    public static string ToText(ChoiceTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var text = new StringBuilder(HeaderOf(trace.Header, trace.Choices.Length));
        text.Append(Separator).Append('\n');
        AppendBody(text, trace.Choices.Span);
        text.Append(CultureInfo.InvariantCulture, $"end {Checksum(trace):x16}\n");
        return text.ToString();
    }

    internal static ulong Checksum(ChoiceTrace trace)
    {
        var hash = StableHash.Start;
        hash.Add(HeaderOf(trace.Header, trace.Choices.Length));
        foreach (var choice in trace.Choices.Span) hash.Add(choice.Packed);
        return hash.Value;
    }

    private static string HeaderOf(TraceHeader header, int choices) => string.Create(CultureInfo.InvariantCulture, $"""
        {Magic}
        scenario {header.Scenario}
        scenario-hash {header.ScenarioHash:x16}
        commit {header.Commit}
        seed {header.Seed}
        schedule {header.Schedule}
        strategy {header.Strategy}
        bugs {header.Bugs}
        unseed {header.Unseed:x16}
        choices {choices}

        """).ReplaceLineEndings("\n");

    private static void AppendBody(StringBuilder text, ReadOnlySpan<Choice> choices)
    {
        var width = 0;
        for (var at = 0; at < choices.Length;)
        {
            var count = 1;
            while (at + count < choices.Length && choices[at + count] == choices[at]) count++;
            var token = TokenOf(choices[at], count);
            if (width > 0 && width + 1 + token.Length > Columns)
            {
                text.Append('\n');
                width = 0;
            }

            if (width > 0) text.Append(' ');
            text.Append(token);
            width += (width > 0 ? 1 : 0) + token.Length;
            at += count;
        }

        if (width > 0) text.Append('\n');
    }

    private static string TokenOf(Choice choice, int count) => count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{choice.Site.ShortName}:{choice.Value}/{choice.Arity}")
        : string.Create(CultureInfo.InvariantCulture, $"{choice.Site.ShortName}:{choice.Value}/{choice.Arity}*{count}");
}
