using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Xunit.Abstractions;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>
/// Over ten million messages on real threads, with restarts, stops, kills and watches among them, and an account of each. ACTORIOMMU_SEED
/// repeats the choices of a run (not its interleaving); ACTORIOMMU_STRESS_FACTOR makes it shorter or longer.
/// </summary>
public sealed partial class StressTests(ITestOutputHelper output)
{
    private const int Watchers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Every_message_of_a_crowd_to_actors_that_live_is_accounted_for() =>
        Run(Traffic.Crowd with { Ends = false, Messages = 2_000_000 });

    [Fact]
    public Task Every_message_that_has_to_wake_an_actor_that_lives_is_accounted_for() =>
        Run(Traffic.Sparse with { Ends = false, Messages = 300_000 });

    private async Task Run(Traffic standard)
    {
        var seed = SplitMix.SeedOfRun();
        var traffic = standard with { Messages = (long)(standard.Messages * FactorOfRun()) };
        output.WriteLine($"ACTORIOMMU_SEED={seed} {traffic}");
        var random = new SplitMix(seed);
        var accountant = new Accountant();
        var plan = new StressPlan(accountant, traffic);
        var everMade = new List<IActorRef>();
        var system = ActorSystem.Create("stress", ConfigurationFactory.ParseString("""
            akka.loggers = []
            akka.stdout-loglevel = OFF
            akka.loglevel = OFF
            akka.log-dead-letters = off
            akka.log-dead-letters-during-shutdown = off
            """));
        var clock = Stopwatch.StartNew();

        try
        {
            var burial = await Populate(system, plan, everMade);
            await SendAll(system, plan, random, seed);
            await ComeToRest(plan, burial, accountant);
        }
        finally
        {
            await system.Terminate().WaitAsync(Patience);
        }

        foreach (var actor in everMade.Where(actor => !((ActorRefWithCell)actor).Underlying.IsTerminated))
            accountant.Complain($"{actor} outlived its system");
        var verdict = accountant.Judge();
        Report(accountant.Tally, accountant, everMade.Count, clock.Elapsed);
        Assert.True(verdict.Count == 0, $"seed {seed}:{Environment.NewLine}{string.Join(Environment.NewLine, verdict)}");
        // A run in which little happened would prove little.
        Assert.True(accountant.Tally.Sent >= traffic.Messages, $"seed {seed}: only {accountant.Tally.Sent} messages were sent");
        Assert.True(accountant.Tally.Of(Outcome.Processed) * 2 > accountant.Tally.Sent, $"seed {seed}: most messages were not processed");
        Assert.True(accountant.Tally.Of(Outcome.Failed) > 0, $"seed {seed}: no failure");
        var deadLetters = accountant.Tally.Of(Outcome.DeadLetter);
        Assert.True(traffic.Ends == deadLetters > 0, $"seed {seed}: {deadLetters} dead letters");
        Assert.True(accountant.Watches > 0, $"seed {seed}: no watch");
    }

    private static double FactorOfRun() =>
        Environment.GetEnvironmentVariable("ACTORIOMMU_STRESS_FACTOR") is { Length: > 0 } given
            ? double.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : 1;

    private static async Task<IActorRef> Populate(ActorSystem system, StressPlan plan, List<IActorRef> everMade)
    {
        var burial = system.ActorOf(Props.Create(() => new Burial()), "burial");
        // Subscribed for sure once it answers.
        await burial.Ask<Nursery.Ready>(new Burial.Flush(), Patience);
        var accountant = plan.Accountant;
        plan.Watchers = [.. Enumerable.Range(0, Watchers).Select(
            i => system.ActorOf(Props.Create(() => new Watcher(accountant)), $"w{i}"))];
        for (var i = 0; i < plan.Nurseries.Length; i++)
        {
            var first = i * plan.SlotsPerNursery;
            plan.Nurseries[i] = system.ActorOf(
                Props.Create(() => new Nursery(accountant, plan.Slots, first, plan.SlotsPerNursery, everMade)), $"n{i}");
            await plan.Nurseries[i].Ask<Nursery.Ready>(new Nursery.Open(), Patience);
        }
        return burial;
    }

    private static async Task SendAll(ActorSystem system, StressPlan plan, SplitMix random, ulong seed)
    {
        var finished = new List<Task>();
        for (var i = 0; i < plan.Traffic.ActorSenders; i++)
        {
            var done = Awaited(finished);
            var source = new WorkSource($"a{i}", plan, random.Fork());
            system.ActorOf(Props.Create(() => new SendingActor(source, done)), $"s{i}").Tell(new SendingActor.Begin());
        }
        for (var i = 0; i < plan.Traffic.ThreadSenders; i++)
            new SendingThread(new WorkSource($"t{i}", plan, random.Fork())).Start(Awaited(finished));
        await AllSent(Task.WhenAll(finished), plan, seed);
    }

    /// <summary>However slow the machine is, as long as messages are settled none is known to be lost.</summary>
    private static async Task AllSent(Task all, StressPlan plan, ulong seed)
    {
        var settled = -1L;
        while (!all.IsCompleted)
        {
            try
            {
                await all.WaitAsync(Standstill);
            }
            catch (TimeoutException) when (plan.SettledBursts != settled)
            {
                settled = plan.SettledBursts;
            }
            catch (TimeoutException standstill)
            {
                throw new TimeoutException($"seed {seed}: senders still wait for a message to be settled; one was lost.", standstill);
            }
        }
    }

    /// <summary>
    /// In this order everything has been told when it is asked about: a parent hears of a child's end after the child's mailbox was emptied
    /// into the dead letters.
    /// </summary>
    private static async Task ComeToRest(StressPlan plan, IActorRef burial, Accountant accountant)
    {
        foreach (var nursery in plan.Nurseries)
            await nursery.Ask<Nursery.Ready>(new Nursery.Close(), Patience);
        await burial.Ask<Nursery.Ready>(new Burial.Flush(), Patience);
        foreach (var watcher in plan.Watchers)
        {
            try
            {
                await watcher.Ask<Nursery.Ready>(new Watcher.Drain(), TimeSpan.FromSeconds(20));
            }
            catch (AskTimeoutException)
            {
                accountant.Complain($"{watcher.Path.Name} still waits for answers to its watches");
            }
        }
    }

    private static Action Awaited(List<Task> tasks)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tasks.Add(source.Task);
        return () => source.TrySetResult();
    }

    private void Report(Tally tally, Accountant accountant, int actors, TimeSpan took) =>
        output.WriteLine(
            $"{tally.Sent} sent, {tally.Of(Outcome.Processed)} processed, {tally.Of(Outcome.Failed)} failed, "
            + $"{tally.Of(Outcome.DeadLetter)} dead letters; "
            + $"{actors} actors, {accountant.Instances} instances, {accountant.Watches} watches; "
            + $"{took.TotalSeconds:F1} s, {tally.Sent / took.TotalSeconds / 1e6:F1} M/s");
}
