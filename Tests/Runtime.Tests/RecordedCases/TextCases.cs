using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class TextCases
{
    [Fact]
    public void Case_31_messages_and_exceptions_as_text()
    {
        using var world = new World();
        var p = world.Start("p", new Script());
        world.Run();
        foreach (var value in (object[])
            [
                p, p.Path, ActorRefs.Nobody, world.System.DeadLetters, PoisonPill.Instance, Kill.Instance, ReceiveTimeout.Instance,
                new Status.Success(1), new Status.Failure(null!), new Identify(3), new ActorIdentity(3, p), new ActorIdentity(3, null!),
                new DeadLetter("m", p, p), new UnhandledMessage("m", p, p), new Envelope("m", p), world.System.ActorSelection("/user/*"),
                new ActorSelectionMessage("m", [new SelectChildName("x")]),
            ])
            world.Log($"{value.GetType().Name} {value}");
        foreach (var error in (Exception[])
            [
                new AskTimeoutException("t"), new DeathPactException(p), new ActorInitializationException(p, "m", PlainFailure.Of("c")),
                new PostRestartException(p, PlainFailure.Of("c"), PlainFailure.Of("o")),
                new PreRestartException(p, PlainFailure.Of("c"), PlainFailure.Of("o"), "msg"),
            ])
            world.Log($"{error.GetType().Name}: {error.Message}");
        Recording.Check(31, world);
    }

    [Fact]
    public void Case_32_refusals_as_text()
    {
        using var world = new World();
        foreach (var name in (string[])["", "a/b", "$x", "a b", "a%20b", "a:b", "a;b", "#1", "%"])
            Try(() => world.System.ActorOf(A.Props(world, new Script()), name));
        Try(() => world.System.ActorOf(A.Props(world, new Script()).WithMailbox("nowhere"), "m"));
        Try(() => world.System.EventStream.Subscribe(null!, typeof(string)));
        Try(() => CoordinatedShutdown.Get(world.System).AddTask("nowhere", "x", () => Task.FromResult(Akka.Done.Instance)));
        Try(() => world.System.DeadLetters.Tell(null!));
        Try(() => world.System.ActorSelection("/**/x"));
        Try(() => world.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), ActorRefs.Nobody, "x", ActorRefs.NoSender));
        world.Run();
        Recording.Check(32, world);

        void Try(Action action)
        {
            var error = Record.Exception(action);
            world.Log(error is null ? "ok" : $"{error.GetType().Name}: {error.Message}");
        }
    }
}
