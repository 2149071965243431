using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;

namespace ActorIommu.Simulation.Tests.Engine;

/// <summary>What actors promise, they promise under every schedule.</summary>
public sealed class LifecycleTests
{
    private const int Schedules = 100;
    private readonly List<string> _seen = [];

    [Fact]
    public void A_crash_restarts_the_actor_and_keeps_its_messages() => Every(
        system =>
        {
            var actor = system.ActorOf(Props.Create(() => new Fragile(_seen)), "fragile");
            foreach (var message in (string[])["one", "crash", "two"]) actor.Tell(message, ActorRefs.NoSender);
        },
        "start", "one", "start", "two");

    [Fact]
    public void What_was_stashed_comes_first() => Every(
        system =>
        {
            var actor = system.ActorOf(Props.Create(() => new Stasher(_seen)), "stasher");
            foreach (var message in (string[])["one", "two", "open", "three"]) actor.Tell(message, ActorRefs.NoSender);
        },
        "one", "two", "three");

    [Fact]
    public void A_watcher_hears_of_the_end_after_all_that_was_sent_before_it() => Every(
        system =>
        {
            var watched = system.ActorOf(Props.Create(() => new Mortal()), "mortal");
            system.ActorOf(Props.Create(() => new Watcher(_seen, watched)), "watcher");
        },
        "last words", "terminated");

    [Fact]
    public async Task A_system_ends_with_its_run()
    {
        Task? end = null;
        var scenario = new ToyScenario("ending", context =>
        {
            context.System.ActorOf(Props.Create(() => new LastWill(_seen)), "last-will");
            end = context.System.WhenTerminated;
            return (_, _) => RunOutcome.Valid(0);
        });

        new Simulator(scenario).Run(new CalmStrategy(), 1);

        Assert.Equal(["stopped"], _seen);
        await end!.WaitAsync(TimeSpan.FromSeconds(15)); // Akka.NET completes it on another thread.
    }

    private void Every(Action<ActorSystem> start, params string[] expected)
    {
        var simulator = new Simulator(new ToyScenario("lifecycle", context =>
        {
            start(context.System);
            return (_, _) => RunOutcome.Valid(0);
        }));
        for (var schedule = 0; schedule < Schedules; schedule++)
        {
            _seen.Clear();
            simulator.Run(new RandomStrategy(), seed: 5, schedule);
            Assert.Equal(expected, _seen);
        }
    }

    private sealed class Fragile(List<string> seen) : UntypedActor
    {
        protected override void PreStart() => seen.Add("start");

        protected override void OnReceive(object message)
        {
            if ((string)message == "crash") throw new InvalidOperationException("crash");
            seen.Add((string)message);
        }
    }

    private sealed class Stasher(List<string> seen) : UntypedActor, IWithUnboundedStash
    {
        private bool _isOpen;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if ((string)message == "open")
            {
                _isOpen = true;
                Stash.UnstashAll();
            }
            else if (_isOpen)
            {
                seen.Add((string)message);
            }
            else
            {
                Stash.Stash();
            }
        }
    }

    private sealed class Mortal : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Sender.Tell("last words", Self);
            Context.Stop(Self);
        }
    }

    private sealed class Watcher(List<string> seen, IActorRef watched) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.Watch(watched);
            watched.Tell("die", Self);
        }

        protected override void OnReceive(object message) => seen.Add(message is Terminated ? "terminated" : (string)message);
    }

    private sealed class LastWill(List<string> seen) : UntypedActor
    {
        protected override void PostStop() => seen.Add("stopped");

        protected override void OnReceive(object message)
        {
        }
    }
}
