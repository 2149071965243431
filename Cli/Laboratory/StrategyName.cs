using System.Globalization;
using System.Text.RegularExpressions;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Cli.Laboratory;

/// <summary>A strategy as it is named on the command line, as in <c>pct(3)</c>.</summary>
internal sealed partial record StrategyName(string Text, Func<Strategy> Create)
{
    /// <summary>What is accepted.</summary>
    public const string Forms = "portfolio, calm, random, pct(D), delay(D), round-robin, exhaustive(DEPTH,DEVIATIONS)";

    public static StrategyName Default { get; } = new("portfolio", () => Portfolio.Default());

    /// <summary>Null if there is no such strategy.</summary>
    public static StrategyName? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) return null;
        int[] numbers = [.. match.Groups["number"].Captures.Select(one => int.Parse(one.ValueSpan, CultureInfo.InvariantCulture))];
        Func<Strategy>? create = (match.Groups["name"].Value, numbers) switch
        {
            ("portfolio", []) => () => Portfolio.Default(),
            ("calm", []) => () => new CalmStrategy(),
            ("random", []) => () => new RandomStrategy(),
            ("round-robin", []) => () => new RoundRobinStrategy(),
            ("pct", [> 0 and var depth]) => () => new PctStrategy(depth),
            ("delay", [var delays]) => () => new DelayBoundedStrategy(delays),
            ("exhaustive", [var depth, var deviations]) => () => new ExhaustiveStrategy(depth, deviations),
            _ => null,
        };
        return create is null ? null : new StrategyName(text, create);
    }

    [GeneratedRegex(@"^(?<name>[a-z-]+)(\((?<number>\d{1,6})(,(?<number>\d{1,6}))*\))?$")]
    private static partial Regex Form();
}
