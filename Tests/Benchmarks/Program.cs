using System.Globalization;
using System.Text.Json;
using ActorIommu.Benchmarks;
using ActorIommu.Benchmarks.Checker;
using ActorIommu.Benchmarks.Hardware;
using ActorIommu.Benchmarks.Replay;
using ActorIommu.Benchmarks.Runtime;
using ActorIommu.Benchmarks.Scale;
using ActorIommu.Benchmarks.Simulation;

// A group is a name and its benchmarks. Groups or single benchmarks are chosen by the beginning of their names.
Benchmark[] all =
[
    .. RuntimeGroup.Benchmarks(), .. HardwareGroup.Benchmarks(), .. ReplayGroup.Benchmarks(), .. SimulationGroup.Benchmarks(),
    .. CheckerGroup.Benchmarks(), .. ScaleGroup.Benchmarks(),
];

var json = args.Contains("--json");
var runs = int.Parse(Option("--runs") ?? "5", CultureInfo.InvariantCulture);
var chosen = args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] != "--runs")).ToList();
if (args.Contains("--list"))
{
    foreach (var benchmark in all)
        Console.WriteLine(benchmark.Name);
    return 0;
}
var selected = all.Where(b => chosen.Count == 0 || chosen.Any(c => b.Name.StartsWith(c, StringComparison.Ordinal))).ToList();
if (selected.Count == 0)
{
    Console.Error.WriteLine($"No benchmark begins with {string.Join(" or ", chosen)}; --list shows them.");
    return 2;
}
var budgets = Budgets.Read();
var measured = new List<Measurement>();
var exceeded = 0;
if (!json)
    Report.Head();
while (selected.Count != 0)
{
    var together = selected.TakeWhile(benchmark => benchmark.TakesTurns).ToList();
    if (together.Count == 0)
        together.Add(selected[0]);
    selected.RemoveRange(0, together.Count);
    foreach (var (benchmark, measurement) in together.Zip(Measurement.Of(together, runs)))
    {
        var note = benchmark.Note;
        benchmark.Dispose();
        measured.Add(measurement);
        var budget = budgets.GetValueOrDefault(measurement.Name);
        if (budget?.MaxBytes is { } most && measurement.AllocatedBytes > most)
            exceeded++;
        if (!json)
            Report.Line(measurement, budget, note);
    }
}
if (json)
    Console.WriteLine(JsonSerializer.Serialize(measured, BenchmarkJson.Default.ListMeasurement));
if (exceeded > 0)
    Console.Error.WriteLine($"{exceeded} benchmarks allocate more than their budget in config/perf-budgets.json.");
return exceeded > 0 ? 1 : 0;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
