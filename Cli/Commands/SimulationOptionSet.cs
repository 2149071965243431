using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Cli.Output;
using ActorIommu.Hardware.Bugs;

namespace ActorIommu.Cli.Commands;

/// <summary>The options that commands on simulated scenarios share; each command adds those that it has.</summary>
internal sealed class SimulationOptionSet
{
    public const string DefaultFolder = "artifacts/runs";

    public Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "What everything random follows from: a number, or 'commit' for the first 64 bits of the commit's hash",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseSeed,
    };

    public Option<long> Seeds { get; } = new("--seeds")
    {
        Description = "How many schedules",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000,
    };

    public Option<TimeSpan?> Time { get; } =
        NewTime("--time", "As many schedules as there is time for, as in 30s, 5m or 2h, instead of --seeds");

    public Option<StrategyName> Strategy { get; } = NewStrategy(StrategyName.Default);

    public Option<int> Jobs { get; } = new("--jobs")
    {
        Description = "How many schedules side by side; the result does not depend on it",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public Option<int> MaxFailures { get; } = new("--failures")
    {
        Description = "End with that many failures",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public Option<ImmutableArray<Bug>> Bugs { get; } =
        Switches<Bug>("--bug", "Switch a defect on; may be given several times (docs/BUGS.md lists them)");

    public Option<ImmutableArray<Quirk>> Quirks { get; } =
        Switches<Quirk>("--quirk", "Switch an erratum of the silicon on; may be given several times (docs/BUGS.md lists them)");

    public Option<bool> CheckDeterminism { get; } = new("--check-determinism")
    {
        Description = "Run each schedule twice and compare",
    };

    public Option<bool> Canary { get; } = new("--canary")
    {
        Description = "Plant nondeterminism on purpose: --check-determinism has to end with 4",
    };

    public Option<string?> JUnit { get; } = new("--junit") { Description = "Also write the result as JUnit XML", HelpName = "FILE" };

    public Option<string> Out { get; } = new("--out")
    {
        Description = "Where failing runs leave their folders",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultFolder,
    };

    public Option<bool> Concurrent { get; } = new("--concurrent")
    {
        Description = "Run on real threads, round after round; simulated scenarios only (docs/CONCURRENT.md)",
    };

    public Option<TimeSpan?> For { get; } = NewTime("--for", "With --concurrent: how long for each scenario; 10s if left out");

    public Option<int> Rounds { get; } = new("--rounds")
    {
        Description = "With --concurrent: at most so many rounds",
        HelpName = "N",
        DefaultValueFactory = _ => int.MaxValue,
    };

    public Option<TimeSpan?> Patience { get; } =
        NewTime("--patience", "With --concurrent: a round that takes longer makes no progress; 60s if left out");

    public Option<string?> Scenario { get; } = new("--scenario")
    {
        Description = "The scenario, if it is not the one of that name in config/scenarios",
        HelpName = "FILE",
    };

    public SimulationOptionSet()
    {
        AtLeastOne(Seeds);
        AtLeastOne(Jobs);
        AtLeastOne(MaxFailures);
        AtLeastOne(Rounds);
    }

    public static Option<StrategyName> NewStrategy(StrategyName standard) => new("--strategy")
    {
        Description = $"Who decides: {StrategyName.Forms}",
        HelpName = "NAME",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
            StrategyName.Parse(result.Tokens[0].Value) ?? Refuse<StrategyName>(result, $"is one of: {StrategyName.Forms}"),
    };

    private static Option<TimeSpan?> NewTime(string name, string description) =>
        new(name) { Description = description, HelpName = "T", CustomParser = ParseTime };

    private static void AtLeastOne<T>(Option<T> option)
        where T : IComparable<T> =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
                && value is >= 1 and <= int.MaxValue))
                result.AddError($"{option.Name} is a number from 1 to {int.MaxValue}, not '{result.Tokens[0].Value}'.");
        });

    private static Option<ImmutableArray<T>> Switches<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = description,
            HelpName = "NAME",
            DefaultValueFactory = _ => [],
            CustomParser = ParseSwitches<T>,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    private static ImmutableArray<T> ParseSwitches<T>(ArgumentResult result)
        where T : struct, Enum
    {
        foreach (var token in result.Tokens)
        {
            if (!SwitchName.TryParse<T>(token.Value, out _))
                return Refuse<ImmutableArray<T>>(result, $"is one of: {SwitchName.FormsOf<T>()}", token);
        }

        return [.. result.Tokens.Select(token => SwitchName.TryParse<T>(token.Value, out var one) ? one : default).Distinct().Order()];
    }

    private static ulong ParseSeed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "commit")
            return VersionText.CommitSeed ?? Refuse<ulong>(result, $"cannot be 'commit': this build ({VersionText.Version}) knows none");
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Refuse<ulong>(result, "is a number or 'commit'");
    }

    private static TimeSpan? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.AsSpan(0, Math.Max(0, text.Length - 1));
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return !isNumber || count == 0 ? Refuse<TimeSpan?>(result, "is a number and s, m or h") : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(Math.Min(count, 500)),
            _ => Refuse<TimeSpan?>(result, "is a number and s, m or h"),
        };
    }

    private static T Refuse<T>(ArgumentResult result, string what, Token? token = null)
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {what}, not '{(token ?? result.Tokens[0]).Value}'.");
        return default!;
    }
}
