using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>A system that runs only when the test says so, and a log of what its actors did.</summary>
public sealed class World
{
    private readonly PumpDispatcher[] _dispatchers;

    public World(string config = "", int throughput = 30)
    {
        var type = $"{typeof(PumpConfigurator).FullName}, {typeof(PumpConfigurator).Assembly.GetName().Name}";
        var scheduler = $"{typeof(ManualScheduler).FullName}, {typeof(ManualScheduler).Assembly.GetName().Name}";
        System = ActorSystem.Create("g", ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              loggers = []
              loglevel = OFF
              stdout-loglevel = OFF
              scheduler.implementation = "{{scheduler}}"
              actor {
                default-dispatcher { type = "{{type}}", throughput = {{throughput}} }
                internal-dispatcher { type = "{{type}}", throughput = 5 }
              }
            }
            """)));
        _dispatchers =
        [
            (PumpDispatcher)System.Dispatchers.Lookup("akka.actor.default-dispatcher"),
            (PumpDispatcher)System.Dispatchers.Lookup("akka.actor.internal-dispatcher"),
        ];
        Run();
    }

    public ActorSystem System { get; }

    public List<string> Log { get; } = [];

    public PumpDispatcher Default => _dispatchers[0];

    /// <summary>Runs mailboxes until none is runnable.</summary>
    public void Run()
    {
        // The context of the test runner would take continuations away from the actors that await.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        while (_dispatchers.Any(dispatcher => dispatcher.RunOne()))
        {
        }

        SynchronizationContext.SetSynchronizationContext(context);
    }

    public void Advance(int milliseconds)
    {
        Run();
        ((ManualScheduler)System.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds), Run);
        Run();
    }

    /// <summary>Logs dead letters, after what has been done so far.</summary>
    public void LogDeadLetters()
    {
        var listener = System.ActorOf(Props.Create(() => new DeadLetterWriter(Log)), "dead-letter-writer");
        Run();
        System.EventStream.Subscribe(listener, typeof(DeadLetter));
        Run();
    }

    /// <summary>An actor that logs what happens to it and does what the test says.</summary>
    public IActorRef Actor(string name, Action<Scripted, object>? behaviour = null) => System.ActorOf(Scripted.Props(Log, behaviour), name);

    /// <summary>The result of a task that is about to end.</summary>
    public static T Outcome<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();

    public void Expect(params string[] lines)
    {
        Run();
        Assert.Equal(lines, Log);
        Log.Clear();
    }

    private sealed class DeadLetterWriter : ReceiveActor
    {
        public DeadLetterWriter(List<string> log) =>
            Receive<DeadLetter>(d => log.Add($"[DeadLetter {d.Message} from {d.Sender.Path.Name} to {d.Recipient.Path.Name}]"));
    }
}
