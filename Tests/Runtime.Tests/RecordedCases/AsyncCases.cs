using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class AsyncCases
{
    [Fact]
    public void Case_18_an_async_handler_suspends_user_messages_only()
    {
        using var world = new World();
        var gate = new TaskCompletionSource();
        var a = world.Start("a", new Script
        {
            Receive = (self, message) =>
            {
                if (message is "async")
                {
                    self.Run(async () =>
                    {
                        await gate.Task;
                        self.Log($"resumed self={self.Self.Path.Name} sender={self.Sender.Path.Name} ctx={A.Context.Self.Path.Name}");
                    });
                }
                else if (message is "throw")
                {
                    self.Run(async () =>
                    {
                        await Task.CompletedTask;
                        throw PlainFailure.Of("async boom");
                    });
                }
            },
        });
        var s = world.Start("s", new Script());
        a.Tell("async", s);
        a.Tell("next", s);
        world.Run();
        world.Log("-- awaiting; complete it");
        gate.SetResult();
        world.Run();
        world.Log("-- throw");
        world.Tell(a, "throw", "n2");
        world.Log("-- stop while awaiting");
        gate = new TaskCompletionSource();
        a.Tell("async", s);
        a.Tell("n3", s);
        world.Run();
        world.System.Stop(a);
        world.Run();
        gate.SetResult();
        world.Run();
        world.Log("-- end");
        Recording.Check(18, world);
    }

    [Fact]
    public async Task Case_26_PipeTo_sends_the_result_or_the_failure()
    {
        using var world = new World();
        List<Task> pipes = [];
        var a = world.Start("a", new Script
        {
            Receive = (self, message) =>
            {
                self.LogSender();
                if (message is not "go")
                    return;
                var bad = Task.FromException<string>(new InvalidOperationException("bad"));
                pipes.Add(Task.FromResult("ok").PipeTo(self.Self));
                pipes.Add(bad.PipeTo(self.Self));
                pipes.Add(bad.PipeTo(self.Self, self.Self, failure: error => $"mapped {error.Message}"));
            },
        });
        world.Tell(a, "go");
        await Task.WhenAll(pipes);
        world.Run();
        Recording.Check(26, world);
    }
}
