using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class AskCases
{
    [Fact]
    public async Task Case_19_replies_to_Ask()
    {
        using var world = new World();
        var a = world.Start("a", new Script
        {
            Receive = (self, message) =>
            {
                self.Print($"   ask sender path: {self.Sender.Path.Parent.Name}/...");
                Reply(self.Sender, (string)message);
            },
        });
        world.Run();
        await Ask<int>(world, a, "int");
        await Ask<string>(world, a, "int");
        await Ask<string>(world, a, "fail");
        await Ask<object>(world, a, "fail");
        await Ask<string>(world, a, "twice");
        await Ask<string>(world, a, "null");
        world.Tell(a, "plain");
        world.Log($"Tell(null): {Record.Exception(() => a.Tell(null!, ActorRefs.NoSender))?.GetType().Name}");
        Recording.Check(19, world);
    }

    private static void Reply(IActorRef sender, string message)
    {
        switch (message)
        {
            case "int":
                sender.Tell(5);
                break;
            case "fail":
                sender.Tell(new Status.Failure(new InvalidOperationException("nope")));
                break;
            case "twice":
                sender.Tell("str");
                sender.Tell("second");
                break;
            case "null":
                sender.Tell(null!);
                break;
            default:
                sender.Tell("str");
                break;
        }
    }

    private static async Task Ask<T>(World world, IActorRef actor, string message)
    {
        var answer = actor.Ask<T>(message);
        world.Run();
        var text = await Outcome(answer);
        world.Log($"Ask<{typeof(T).Name}>({message}) => {text}");
    }

    private static async Task<string> Outcome<T>(Task<T> answer)
    {
        try
        {
            return (await answer)?.ToString() ?? "null";
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }
}
