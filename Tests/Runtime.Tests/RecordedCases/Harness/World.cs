using System.Globalization;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>One case: an actor system that moves only when told to, and the transcript of what its actors do.</summary>
internal sealed class World : IDisposable
{
    private readonly Pump _pump = new();
    private readonly List<string> _lines = [];

    public World(int throughput = 30, bool oneMessageARun = true, string hocon = "")
    {
        // A test kit of an earlier test may have left itself as the sender of what this thread tells.
        InternalCurrentActorCellKeeper.Current = null;
        System = ActorSystem.Create("g", ConfigurationFactory.ParseString(hocon).WithFallback(Settings(throughput, oneMessageARun)));
        Scheduler = (VirtualScheduler)System.Scheduler;
        var listener = System.ActorOf(Props.Create(() => new DeadLetterListener(this)), "listener");
        System.EventStream.Subscribe(listener, typeof(DeadLetter));
        Run();
    }

    public ActorSystem System { get; }

    public VirtualScheduler Scheduler { get; }

    public int Runs => _pump.Runs;

    public IEnumerable<string> Lines => _lines;

    /// <summary>Adds a line, indented as the recordings are.</summary>
    public void Log(string line) => _lines.Add("   " + line);

    /// <summary>A top-level actor. It starts when the world runs.</summary>
    public IActorRef Start(string name, Script script) => System.ActorOf(A.Props(this, script), name);

    /// <summary>Runs until nothing is runnable.</summary>
    public void Run() => _pump.RunUntilIdle();

    /// <summary>Sends messages without a sender, then runs until nothing is runnable.</summary>
    public void Tell(IActorRef actor, params object[] messages)
    {
        Enqueue(actor, messages);
        Run();
    }

    /// <summary>Sends messages without a sender.</summary>
    public static void Enqueue(IActorRef actor, params object[] messages)
    {
        foreach (var message in messages)
            actor.Tell(message, ActorRefs.NoSender);
    }

    /// <summary>Lets virtual time pass; actors run after each thing that becomes due.</summary>
    public void Advance(int milliseconds)
    {
        Scheduler.Advance(TimeSpan.FromMilliseconds(milliseconds), Run);
        Run();
    }

    /// <summary>Lets virtual time pass; what becomes due stays in the mailboxes.</summary>
    public void Fire(int milliseconds) => Scheduler.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public void Dispose()
    {
        _ = System.Terminate();
        Run();
        _pump.Forget();
    }

    private Config Settings(int throughput, bool oneMessageARun)
    {
        var dispatcher = $$"""
            {
              type = "{{typeof(QueueingDispatcherConfigurator).AssemblyQualifiedName}}"
              pump = {{_pump.Id}}
              one-message-a-run = {{(oneMessageARun ? "on" : "off")}}
              throughput = {{throughput.ToString(CultureInfo.InvariantCulture)}}
            }
            """;
        // With a logger that is an actor the creation of the system would wait for it, and nobody pumps then.
        return ConfigurationFactory.ParseString($$"""
            akka.loggers = []
            akka.stdout-loglevel = OFF
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            akka.scheduler.implementation = "{{typeof(VirtualScheduler).AssemblyQualifiedName}}"
            akka.actor.default-dispatcher = {{dispatcher}}
            akka.actor.internal-dispatcher = {{dispatcher}}
            """);
    }

    private sealed class DeadLetterListener(World world) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var letter = (DeadLetter)message;
            world.Log($"[DeadLetter {Texts.Of(letter.Message)} from {letter.Sender.Path.Name} to {letter.Recipient.Path.Name}]");
        }
    }
}
