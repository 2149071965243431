using System.Collections.Concurrent;
using ActorIommu.Actors.Machine;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Simulation.Tests.Concurrent;

/// <summary>
/// What a round on real threads rests on: its history, when it is over, and that no failure of an actor is put right in silence.
/// </summary>
public sealed class ConcurrentHistoryTests
{
    private static readonly OperationBegan Began = new(new OperationId(1), OperationKind.Other, default);
    private static readonly OperationEnded Ended = new(new OperationId(1), OperationStatus.Success, 0, 0);

    [Fact]
    public void Stamps_of_several_threads_are_an_order_without_gaps()
    {
        var history = new ConcurrentHistory(10_000, () => { });

        Parallel.For(0, 4, part =>
        {
            for (var i = 0; i < 500; i++) history.Record(new PartCrashed($"{part}"));
        });

        Assert.Equal(Enumerable.Range(1, 2_000).Select(number => (long)number), history.Events.Select(one => one.Sequence));
        foreach (var part in history.Events.GroupBy(one => ((PartCrashed)one.Event).Part)) Assert.Equal(500, part.Count());
    }

    [Fact]
    public void It_is_at_rest_when_all_requests_operations_and_dmas_are_over()
    {
        var changes = 0;
        var history = new ConcurrentHistory(100, () => changes++);
        history.Expect(1);
        history.Record(Began);
        Assert.False(history.IsAtRest);
        history.Answered();
        Assert.False(history.TryClose());
        Assert.Equal(0, changes);
        history.Record(Ended);
        Assert.Equal((true, 1), (history.IsAtRest, changes));
    }

    [Fact]
    public void It_is_not_at_rest_while_an_SMMU_is_started_again()
    {
        var (changes, smmu) = (0, new SmmuId(0));
        var history = new ConcurrentHistory(100, () => changes++);
        history.Record(new FaultInjected(FaultSite.SmmuReset, "driver0"));
        Assert.False(history.IsAtRest);
        history.Record(new SmmuStateChanged(smmu, IsEnabled: false, PassesOn: false));
        Assert.Equal((false, 0), (history.TryClose(), changes));
        history.Record(new SmmuStateChanged(smmu, IsEnabled: true, PassesOn: false));
        Assert.Equal((true, 1), (history.IsAtRest, changes));
        history.Record(new SmmuStateChanged(smmu, IsEnabled: false, PassesOn: false));
        history.Record(new SmmuGivenUp(smmu));
        Assert.Equal((true, 2), (history.IsAtRest, changes));
    }

    [Fact]
    public void What_begins_after_its_end_is_not_recorded_but_the_end_is()
    {
        var history = new ConcurrentHistory(100, () => { });
        Assert.True(history.TryClose());
        history.Record(Began);
        history.Record(new RunEnded(true));
        Assert.IsType<RunEnded>(Assert.Single(history.Events).Event);
    }

    [Fact]
    public void It_does_not_grow_without_bound()
    {
        var changes = 0;
        var history = new ConcurrentHistory(3, () => changes++);
        history.Record(Began);
        history.Record(new PartCrashed("one"));
        Assert.Equal((false, 0), (history.IsFull, changes));
        history.Record(new PartCrashed("two"));
        history.Record(new PartCrashed("three"));
        Assert.Equal((true, 1, 3), (history.IsFull, changes, history.Events.Count));
    }

    [Fact]
    public async Task A_failure_is_told_unless_an_experiment_asked_for_it()
    {
        using var told = new BlockingCollection<Exception>();
        var system = ActorSystem.Create("failures");
        var actor = system.ActorOf(Props.Create(() => new FailureActor(told.Add)));
        actor.Tell(new Error(new InjectedCrashException("smmu0"), "smmu0", typeof(string), "asked for"));
        actor.Tell(new Error(null, "smmu0", typeof(string), "no cause"));
        actor.Tell(new Error(new InvalidOperationException("mistake"), "smmu0", typeof(string), "a mistake"));
        Assert.Equal("mistake", told.Take().Message);
        await system.Terminate();
        Assert.Empty(told);
    }
}
