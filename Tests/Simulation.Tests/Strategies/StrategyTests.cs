using ActorIommu.Hardware.Freedoms;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Strategies;

public sealed class StrategyTests
{
    private const int Actors = 4;
    private readonly List<int> _order = [];

    [Fact]
    public void Calm_goes_on_with_the_same_actor_while_it_can()
    {
        Run(new CalmStrategy());

        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], _order);
    }

    [Fact]
    public void Round_robin_takes_turns()
    {
        Run(new RoundRobinStrategy());

        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3], _order);
    }

    [Fact]
    public void Priorities_let_an_actor_go_on_but_for_the_change_points()
    {
        for (var schedule = 0; schedule < 50; schedule++)
        {
            Run(new PctStrategy(1), schedule);
            Assert.Equal(Actors - 1, Switches());
            Run(new PctStrategy(3), schedule);
            Assert.InRange(Switches(), Actors - 1, Actors - 1 + 2);
        }
    }

    [Fact]
    public void Priorities_try_every_order()
    {
        var orders = new HashSet<string>();
        for (var schedule = 0; schedule < 300; schedule++)
        {
            Run(new PctStrategy(1), schedule);
            orders.Add(string.Join(' ', _order));
        }

        Assert.Equal(24, orders.Count);
    }

    [Fact]
    public void Delays_leave_the_calm_schedule_at_most_so_many_times()
    {
        for (var schedule = 0; schedule < 50; schedule++)
        {
            var deviations = Run(new DelayBoundedStrategy(2), schedule).Count(choice => choice.Value != 0);
            Assert.InRange(deviations, 0, 2);
        }
    }

    [Fact]
    public void Every_strategy_does_the_same_workload_for_the_same_seed()
    {
        var workloads = new HashSet<string>();
        foreach (var strategy in (Strategy[])[new CalmStrategy(), new RandomStrategy(), new PctStrategy(3), new RoundRobinStrategy()])
        {
            var simulator = new Simulator(Chatter.Scenario, Chatter.Options);
            simulator.Run(strategy, seed: 11);
            workloads.Add(string.Join(' ', simulator.LastChoices().ToArray().Where(choice => choice.Site == ChoiceSite.Workload)));
        }

        Assert.Single(workloads);
    }

    [Fact]
    public void A_portfolio_takes_its_members_in_turn()
    {
        var simulator = new Simulator(Chatter.Scenario, Chatter.Options);
        var portfolio = new Portfolio(new CalmStrategy(), new PctStrategy(2));

        var names = Enumerable.Range(0, 4).Select(schedule => simulator.Run(portfolio, seed: 1, schedule).Strategy);

        Assert.Equal(["calm", "pct(2)", "calm", "pct(2)"], names);
        Assert.Throws<ArgumentException>(() => new Portfolio(new ExhaustiveStrategy()));
        Assert.Throws<ArgumentException>(() => new Portfolio());
    }

    [Fact]
    public void Control_an_exhaustive_search_notices_a_program_that_is_not_the_same_each_time()
    {
        var runs = 0;
        var scenario = new ToyScenario("unsteady", context =>
        {
            context.Choices.Choose(Freedom.Fill, 2 + runs++);
            return (_, _) => RunOutcome.Valid(0);
        });
        var (simulator, strategy) = (new Simulator(scenario), new ExhaustiveStrategy());
        simulator.Run(strategy, 1, 0);
        simulator.Run(strategy, 1, 1);

        Assert.Throws<NondeterminismException>(() => strategy.IsExhausted);
    }

    [Fact]
    public void A_strategy_that_chooses_what_is_not_there_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Wild()));

    private int Switches() => _order.Zip(_order.Skip(1)).Count(pair => pair.First != pair.Second);

    private Choice[] Run(Strategy strategy, long schedule = 0)
    {
        _order.Clear();
        var simulator = new Simulator(new ToyScenario("counters", context =>
        {
            var all = new List<IActorRef>();
            for (var i = 0; i < Actors; i++)
            {
                var own = i;
                all.Add(context.System.ActorOf(Props.Create(() => new Counter(own, _order))));
            }

            context.Settle();
            foreach (var actor in all) actor.Tell(2, ActorRefs.NoSender);
            return (_, _) => RunOutcome.Valid(0);
        }));
        simulator.Run(strategy, seed: 1, schedule, expectedChoices: 9);
        return simulator.LastChoices().ToArray();
    }

    private sealed class Counter(int own, List<int> order) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            order.Add(own);
            if ((int)message > 0) Self.Tell((int)message - 1);
        }
    }

    private sealed class Wild : Strategy
    {
        public override string Description => "wild";

        public override void Begin(in ScheduleStart start)
        {
        }

        public override int Deliver(RunnableSet runnable) => runnable.Count;

        public override int Choose(ChoiceSite site, int arity) => arity;
    }
}
