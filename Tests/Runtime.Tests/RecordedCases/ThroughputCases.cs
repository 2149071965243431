using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class ThroughputCases
{
    private const int Messages = 120;

    [Fact]
    public void Case_23_messages_a_mailbox_run()
    {
        Recording.Check(23, [Measure(1, oneMessageARun: false), Measure(5, oneMessageARun: false), Measure(30, oneMessageARun: true)]);
    }

    private static string Measure(int throughput, bool oneMessageARun)
    {
        using var world = new World(throughput, oneMessageARun);
        var actor = world.System.ActorOf(Props.Create(() => new Silent()));
        world.Run();
        var before = world.Runs;
        world.Tell(actor, [.. Enumerable.Range(0, Messages).Cast<object>()]);
        var runs = world.Runs - before;
        return $"   throughput={throughput} throughputDeadline={(oneMessageARun ? "0 ticks" : "unset")}: "
            + $"{Messages} messages in {runs} mailbox runs = {Messages / runs} per run";
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
