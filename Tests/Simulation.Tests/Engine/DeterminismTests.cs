using System.Globalization;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Exploration;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Traces;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

public sealed class DeterminismTests
{
    private static int _elsewhere;

    [Fact]
    public void Twenty_runs_of_a_seed_are_equal_to_the_letter()
    {
        var texts = Enumerable.Range(0, 20).Select(_ => TextOf(new Simulator(Chatter.Scenario, Chatter.Options), 7)).Distinct();

        Assert.Single(texts);
    }

    [Fact]
    public void A_simulator_that_has_run_other_schedules_runs_this_one_the_same()
    {
        var used = new Simulator(Chatter.Scenario, Chatter.Options);
        for (var schedule = 0; schedule < 30; schedule++) used.Run(Portfolio.Default(), 99, schedule);

        Assert.Equal(TextOf(new Simulator(Chatter.Scenario, Chatter.Options), 7), TextOf(used, 7));
    }

    [Fact]
    public void Control_other_seeds_give_other_runs()
    {
        var simulator = new Simulator(Chatter.Scenario, Chatter.Options);

        Assert.Equal(20, Enumerable.Range(0, 20).Select(seed => TextOf(simulator, (ulong)seed)).Distinct().Count());
    }

    [Fact]
    public void The_culture_of_the_user_changes_nothing()
    {
        var text = TextOf(new Simulator(Chatter.Scenario, Chatter.Options), 1);
        Assert.Contains("Number = -", text, StringComparison.Ordinal);
        var before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberDecimalSeparator) = ("~", ",");
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("~1", (-1).ToString());

            Assert.Equal(text, TextOf(new Simulator(Chatter.Scenario, Chatter.Options), 1));
            Assert.Same(odd, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_check_accepts_what_repeats()
    {
        for (var seed = 0UL; seed < 20; seed++)
            DeterminismCheck.Run(Chatter.Scenario, Chatter.Options, () => new RandomStrategy(), seed);
    }

    [Fact]
    public void Control_the_check_finds_state_that_differs()
    {
        var canary = Chatter.With("canary", () => Interlocked.Increment(ref _elsewhere));

        var found = Assert.Throws<NondeterminismException>(
            () => DeterminismCheck.Run(canary, Chatter.Options, () => new RandomStrategy(), seed: 1));

        Assert.Contains("unseed", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_the_check_finds_a_delivery_that_differs()
    {
        var runs = 0;
        var canary = new ToyScenario("canary", context =>
        {
            var actor = context.System.ActorOf(Props.Create(() => new Sink()), "sink");
            actor.Tell("the same", ActorRefs.NoSender);
            actor.Tell(runs++ == 0 ? "a text" : 1, ActorRefs.NoSender);
            return (_, _) => RunOutcome.Valid(0);
        });

        var found = Assert.Throws<NondeterminismException>(
            () => DeterminismCheck.Run(canary, new SimulationOptions(), () => new RandomStrategy(), seed: 1));

        Assert.Contains("String from - to user/sink", found.Message, StringComparison.Ordinal);
        Assert.Contains("Int32 from - to user/sink", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_a_message_from_another_thread_ends_the_run()
    {
        var intruded = new ToyScenario("intruded", context =>
        {
            var actor = context.System.ActorOf(Props.Create(() => new Sink()), "sink");
            context.Settle(); // Akka.NET keeps what is sent before an actor has started where no mailbox sees it.
            var thread = new Thread(() =>
            {
                try
                {
                    actor.Tell("from elsewhere", ActorRefs.NoSender);
                }
                catch (NondeterminismException)
                {
                    // The run says it again.
                }
            });
            thread.Start();
            thread.Join();
            return (_, _) => RunOutcome.Valid(0);
        });

        Assert.Throws<NondeterminismException>(() => new Simulator(intruded).Run(new CalmStrategy(), seed: 1));
    }

    [Fact]
    public void Control_two_messages_in_a_step_are_noticed()
    {
        var options = Chatter.Options with { MessagesPerStep = 2 };

        Assert.Throws<System.Diagnostics.UnreachableException>(
            () => new Explorer(Chatter.Scenario, options, new ExplorationOptions { Seed = 1, Schedules = 100 }).Run());
    }

    internal static string TextOf(Simulator simulator, ulong seed)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var text = new StepText(writer);
        text.WriteHead();
        var result = simulator.Run(new RandomStrategy(), seed, observer: text);
        return string.Create(CultureInfo.InvariantCulture, $"{writer}{result}\n");
    }

    private sealed class Sink : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
