using System.Collections.Immutable;
using System.Globalization;
using ActorIommu.Actors.Vmm;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Cli.Laboratory;

/// <summary>What a guest's SMMU is made as, and its cost over many seeds.</summary>
/// <param name="Policy">Where TLB invalidations go.</param>
/// <param name="Sharing">Who has the stage 2.</param>
/// <param name="Commands">Commands of the guest that were dispatched.</param>
/// <param name="Sent">To how many SMMUs, over all commands.</param>
/// <param name="Needed">How many of them a device needed.</param>
/// <param name="Steps">From the first leg of a command until CONS passed it, over all commands.</param>
/// <param name="MostSteps">The longest.</param>
internal sealed record PolicyRow(
    DispatchPolicy Policy, DomainSharing Sharing, long Commands = 0, long Sent = 0, long Needed = 0, long Steps = 0, long MostSteps = 0);

/// <summary>What came of a comparison.</summary>
/// <param name="Rows">The costs.</param>
/// <param name="Seeds">How many seeds were compared.</param>
/// <param name="Ends">How many different results there were: one alone would prove nothing.</param>
/// <param name="Differences">What was not equal, or cost what it may not; the first ones.</param>
internal sealed record PolicyReport(ImmutableArray<PolicyRow> Rows, long Seeds, int Ends, ImmutableArray<string> Differences);

/// <summary>Runs the same work of a guest under each policy, and compares what the guest has from it and what it cost.</summary>
internal sealed class PolicyComparison
{
    private const int MostDifferences = 10;

    private static readonly ImmutableArray<(DispatchPolicy Policy, DomainSharing Sharing)> Variants =
    [
        (DispatchPolicy.Broadcast, DomainSharing.Shared),
        (DispatchPolicy.AsidList, DomainSharing.Shared),
        (DispatchPolicy.AsidList, DomainSharing.PerInstance),
        (DispatchPolicy.PerInstance, DomainSharing.PerInstance),
    ];

    private readonly Simulator[] _simulators;
    private readonly PolicyRow[] _rows = [.. Variants.Select(variant => new PolicyRow(variant.Policy, variant.Sharing))];
    private readonly HashSet<string> _ends = [];
    private readonly List<string> _differences = [];
    private MachineRunReport? _latest;
    private long _seeds;

    /// <param name="loaded">A scenario with a guest.</param>
    /// <param name="composition">Who judges.</param>
    public PolicyComparison(MachineScenario loaded, Composition composition) => _simulators = [.. Variants.Select(variant =>
    {
        var (simulation, guest) = (loaded.Scenario.Simulation!, loaded.Scenario.Simulation!.Guest!);
        var settings = simulation with { Guest = guest with { Policy = variant.Policy, Sharing = variant.Sharing, Probes = true } };
        var scenario = new MachineScenario(loaded.Scenario with { Simulation = settings }, loaded.Bugs, composition.CreateJudge)
        {
            Quirks = loaded.Quirks,
            OnJudged = report => _latest = report,
        };
        return new Simulator(scenario, scenario.Options);
    })];

    /// <summary>One seed: the same work under each policy, each under a schedule of its own.</summary>
    public void Add(ulong seed)
    {
        _seeds++;
        var expected = "";
        for (var index = 0; index < Variants.Length; index++)
        {
            var outcome = _simulators[index].Run(new RandomStrategy(), seed).Outcome;
            if (outcome.IsFailure) Differs(seed, index, $"{outcome.Verdict} {outcome.FailureClass}");
            var got = GuestResults.Of(_latest!);
            if (index == 0) expected = got;
            else if (got != expected) Differs(seed, index, $"other results than {Variants[0].Policy}: {FirstOther(expected, got)}");
            Count(seed, index, DispatchLedger.Of(_latest!.History, _latest.SetUpEvents));
        }

        _ends.Add(expected);
    }

    /// <summary>What all comparisons together found, which shared the seeds.</summary>
    public static PolicyReport Sum(IReadOnlyList<PolicyComparison> parts)
    {
        var rows = Variants.Select((_, index) => parts.Select(part => part._rows[index]).Aggregate((one, other) => one with
        {
            Commands = one.Commands + other.Commands,
            Sent = one.Sent + other.Sent,
            Needed = one.Needed + other.Needed,
            Steps = one.Steps + other.Steps,
            MostSteps = Math.Max(one.MostSteps, other.MostSteps),
        }));
        var ends = parts.SelectMany(part => part._ends).Distinct(StringComparer.Ordinal).Count();
        var differences = parts.SelectMany(part => part._differences).Order(StringComparer.Ordinal).Take(MostDifferences);
        return new PolicyReport([.. rows], parts.Sum(part => part._seeds), ends, [.. differences]);
    }

    // No policy may leave a device out; and a list that sends a command to more SMMUs than there are is none.
    private void Count(ulong seed, int index, DispatchLedger ledger)
    {
        var (sent, needed) = (ledger.Rows.Sum(row => (long)row.Sent), ledger.Rows.Sum(row => (long)row.Needed));
        foreach (var row in ledger.Rows.Where(row => row.Sent < row.Needed)) Differs(seed, index, $"less than needed: {row}");
        var broadcast = (long)ledger.Commands * ledger.Rows.Length;
        if (sent > broadcast) Differs(seed, index, $"{sent} sent, and a broadcast of everything would be {broadcast}");
        var before = _rows[index];
        _rows[index] = before with
        {
            Commands = before.Commands + ledger.Commands,
            Sent = before.Sent + sent,
            Needed = before.Needed + needed,
            Steps = before.Steps + ledger.Steps,
            MostSteps = Math.Max(before.MostSteps, ledger.MostSteps),
        };
    }

    private void Differs(ulong seed, int index, string what)
    {
        if (_differences.Count == MostDifferences) return;
        _differences.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed,6} {Variants[index]}: {what}"));
    }

    private static string FirstOther(string expected, string got)
    {
        var lines = got.Split('\n').Except(expected.Split('\n'), StringComparer.Ordinal);
        return lines.FirstOrDefault() ?? "a line is missing";
    }
}
