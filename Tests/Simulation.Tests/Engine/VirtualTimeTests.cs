using System.Globalization;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Faults;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

public sealed class VirtualTimeTests
{
    private readonly List<string> _seen = [];

    [Fact]
    public void Time_moves_to_the_next_timer_when_nothing_is_left_to_do()
    {
        var result = Run(new CalmStrategy(), actor => actor.Timers.StartSingleTimer("k", "tick", TimeSpan.FromMinutes(5)));

        Assert.Equal(["tick 300000"], _seen);
        Assert.Equal((RunEnd.Quiet, TimeSpan.FromMinutes(5)), (result.End, result.Time));
    }

    [Fact]
    public void A_periodic_timer_runs_until_the_time_bound()
    {
        var result = Run(
            new CalmStrategy(), actor => actor.Timers.StartPeriodicTimer("k", "tick", TimeSpan.FromMilliseconds(100)),
            new SimulationOptions { MaxTime = TimeSpan.FromMilliseconds(350) });

        Assert.Equal(["tick 100", "tick 200", "tick 300"], _seen);
        Assert.Equal(RunEnd.TimeBound, result.End);
    }

    [Fact]
    public void A_cancelled_timer_keeps_nothing_going()
    {
        var result = Run(new CalmStrategy(), actor =>
        {
            actor.Timers.StartSingleTimer("k", "tick", TimeSpan.FromMinutes(5));
            actor.Timers.Cancel("k");
        });

        Assert.Empty(_seen);
        Assert.Equal((RunEnd.Quiet, TimeSpan.Zero), (result.End, result.Time));
    }

    [Fact]
    public void A_receive_timeout_comes_in_virtual_time()
    {
        Run(
            new CalmStrategy(),
            actor =>
            {
                actor.Cell.SetReceiveTimeout(TimeSpan.FromMilliseconds(20));
                actor.Timers.StartSingleTimer("k", "tick", TimeSpan.FromMilliseconds(15));
            },
            new SimulationOptions { MaxTime = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(["tick 15", "Akka.Actor.ReceiveTimeout 35"], _seen);
    }

    [Fact]
    public void Timers_of_one_instant_fire_in_any_order_and_calmly_as_they_were_set()
    {
        var orders = new HashSet<string>();
        for (var schedule = 0; schedule < 100; schedule++)
        {
            _seen.Clear();
            Run(schedule == 0 ? new CalmStrategy() : new RandomStrategy(), StartThree, schedule: schedule);
            if (schedule == 0) Assert.Equal(["a 10", "b 10", "c 10"], _seen);
            orders.Add(string.Join(' ', _seen));
        }

        Assert.Equal(6, orders.Count);
    }

    [Fact]
    public void A_clock_jump_makes_later_timers_due_at_once()
    {
        var options = new SimulationOptions { Faults = [FaultSite.ClockJump], ClockJump = TimeSpan.FromMilliseconds(40) };

        Run(
            new FaultSweepStrategy(new CalmStrategy()),
            actor =>
            {
                actor.Timers.StartSingleTimer("a", "a", TimeSpan.FromMilliseconds(10));
                actor.Timers.StartSingleTimer("b", "b", TimeSpan.FromMilliseconds(30));
            },
            options);

        Assert.Equal(["a 50", "b 50"], _seen);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void A_timer_overtakes_work_only_where_it_may(bool mayRace, int orders)
    {
        var seen = new HashSet<string>();
        for (var schedule = 0; schedule < 200; schedule++)
        {
            _seen.Clear();
            Run(
                new RandomStrategy(SiteOdds.Default with { TimerWins = new Ratio(1, 4) }),
                actor =>
                {
                    actor.Timers.StartSingleTimer("k", "timeout", TimeSpan.FromMilliseconds(10));
                    var self = actor.Cell.Self;
                    actor.Cell.ActorOf(Props.Create(() => new Relay(self))).Tell("work", ActorRefs.NoSender);
                },
                new SimulationOptions { TimersRace = mayRace },
                schedule);
            seen.Add(string.Join(' ', _seen.Select(text => text.Split(' ')[0])));
        }

        Assert.Equal(orders, seen.Count);
        Assert.Contains("work timeout", seen);
    }

    [Fact]
    public void An_actor_that_never_rests_meets_the_step_bound()
    {
        var scenario = new ToyScenario("restless", context =>
        {
            context.System.ActorOf(Props.Create(() => new Restless())).Tell("again", ActorRefs.NoSender);
            return (_, end) => new RunOutcome(RunVerdict.Unknown, "", $"{end}", 0);
        });

        var result = new Simulator(scenario, new SimulationOptions { MaxSteps = 500 }).Run(new CalmStrategy(), 1);

        Assert.Equal((RunEnd.StepBound, 500), (result.End, result.Steps));
    }

    [Fact]
    public void The_order_of_timers_is_in_the_trace()
    {
        var simulator = new Simulator(Scenario(StartThree));
        simulator.Run(new RandomStrategy(), 3);

        Assert.Contains(simulator.LastChoices().ToArray(), choice => choice.Site == ChoiceSite.TimerOrder && choice.Arity == 3);
    }

    private static void StartThree(Clock actor)
    {
        foreach (var key in (string[])["a", "b", "c"]) actor.Timers.StartSingleTimer(key, key, TimeSpan.FromMilliseconds(10));
    }

    private RunResult Run(Strategy strategy, Action<Clock> start, SimulationOptions? options = null, long schedule = 0) =>
        new Simulator(Scenario(start), options).Run(strategy, seed: 1, schedule);

    private ToyScenario Scenario(Action<Clock> start) => new("clock", context =>
    {
        context.System.ActorOf(Props.Create(() => new Clock(_seen, context, start)), "clock");
        return (_, _) => RunOutcome.Valid(0);
    });

    private sealed class Clock(List<string> seen, SimulationContext context, Action<Clock> start) : UntypedActor, IWithTimers
    {
        private readonly IActorContext _cell = Context;

        public ITimerScheduler Timers { get; set; } = null!;

        public IActorContext Cell => _cell;

        protected override void PreStart() => start(this);

        protected override void OnReceive(object message)
        {
            seen.Add(string.Create(CultureInfo.InvariantCulture, $"{message} {context.Now.TotalMilliseconds}"));
            if (message is ReceiveTimeout) Context.SetReceiveTimeout(null);
        }
    }

    private sealed class Relay(IActorRef next) : UntypedActor
    {
        protected override void OnReceive(object message) => next.Forward(message);
    }

    private sealed class Restless : UntypedActor
    {
        protected override void OnReceive(object message) => Self.Tell(message);
    }
}
