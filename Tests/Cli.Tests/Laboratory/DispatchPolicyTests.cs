using ActorIommu.Actors.Vmm;
using ActorIommu.Cli.Laboratory;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Laboratory;
using ActorIommu.Simulation.Scenarios;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>A guest's SMMU over three physical ones: whatever the policy, the guest sees the same, and only the cost differs.</summary>
public sealed class DispatchPolicyTests
{
    private const string File = "config/scenarios/origins/viommu-multi-psmmu.yaml";
    private const ulong Seeds = 60;

    [Fact]
    public void After_the_same_work_every_device_reads_the_same_under_every_policy()
    {
        var seen = new HashSet<string>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var broadcast = Probes(Run(DispatchPolicy.Broadcast, DomainSharing.Shared, seed));
            seen.Add(broadcast);
            Assert.Equal(broadcast, Probes(Run(DispatchPolicy.AsidList, DomainSharing.Shared, seed)));
            Assert.Equal(broadcast, Probes(Run(DispatchPolicy.AsidList, DomainSharing.PerInstance, seed)));
            Assert.Equal(broadcast, Probes(Run(DispatchPolicy.PerInstance, DomainSharing.PerInstance, seed)));
        }

        // Work that always ended in the same state would make the comparison worth nothing.
        Assert.True(seen.Count > (int)Seeds / 2, $"{seen.Count} different ends");
    }

    [Fact]
    public void The_asid_list_sends_no_more_than_broadcast_and_no_less_than_is_needed()
    {
        var (list, broadcast, needed) = (0, 0, 0);
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var report = Run(DispatchPolicy.AsidList, DomainSharing.Shared, seed);
            var ledger = DispatchLedger.Of(report.History, report.SetUpEvents);
            foreach (var row in ledger.Rows) Assert.True(row.Sent >= row.Needed, $"seed {seed}: {row}");
            var legs = report.History.Skip(report.SetUpEvents).Select(stamped => stamped.Event).OfType<GuestEvent>()
                .Count(inside => inside.Event is CommandConsumed consumed && DispatchLedger.IsDispatched(consumed.Command.Opcode));
            (list, needed) = (list + ledger.Rows.Sum(row => row.Sent), needed + ledger.Rows.Sum(row => row.Needed));
            Assert.True(ledger.Rows.Sum(row => row.Sent) <= legs * ledger.Rows.Length, $"seed {seed}: {ledger}");
            var wide = Run(DispatchPolicy.Broadcast, DomainSharing.Shared, seed);
            broadcast += DispatchLedger.Of(wide.History, wide.SetUpEvents).Rows.Sum(row => row.Sent);
        }

        Assert.True(needed <= list && list < broadcast, $"needed {needed}, list {list}, broadcast {broadcast}");
    }

    // What each device reads of each page when all is over, by its transaction.
    private static string Probes(MachineRunReport report)
    {
        var probes = new SortedDictionary<(int, uint, long), string>();
        var starts = report.History.Select(stamped => stamped.Event).OfType<DmaStarted>()
            .ToDictionary(dma => (dma.Smmu, dma.Stream, dma.Transaction));
        foreach (var ended in report.History.Skip(report.ProbeEvents).Select(stamped => stamped.Event).OfType<DmaEnded>())
        {
            var started = starts[(ended.Smmu, ended.Stream, ended.Transaction)];
            probes[(ended.Smmu.Value, ended.Stream.Value, (long)started.Input.Value)] = $"{started.Input} {ended.Outcome} {ended.Output}";
        }

        return string.Join('\n', probes.Select(probe => $"{probe.Key} {probe.Value}"));
    }

    private static MachineRunReport Run(DispatchPolicy policy, DomainSharing sharing, ulong seed)
    {
        var scenario = ScenarioReader.Load(File, Repository.Root);
        var simulation = scenario.Simulation!;
        var guest = simulation.Guest! with { Policy = policy, Sharing = sharing };
        MachineRunReport? report = null;
        var machine = new MachineScenario(
            scenario with { Simulation = simulation with { Guest = guest } }, [], () => new CheckerJudge())
        {
            OnJudged = one => report = one,
        };
        var result = new Simulator(machine, machine.Options).Run(new RandomStrategy(), seed);
        Assert.False(result.Outcome.IsFailure, $"seed {seed} {policy} {sharing}: {result.Outcome}");
        return report!;
    }
}
