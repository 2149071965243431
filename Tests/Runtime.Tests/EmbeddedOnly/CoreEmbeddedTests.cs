using ActorIommu.Runtime.Tests.Core;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>Akka.NET takes null, may end on another thread, forgets the last behaviour, and has its children in hash order.</summary>
public sealed class CoreEmbeddedTests
{
    [Fact]
    public void A_terminated_system_says_so()
    {
        var world = new World();
        var kid = world.Actor("a");
        world.Run();
        var called = false;
        world.System.RegisterOnTermination(() => called = true);
        var end = world.System.Terminate();
        world.Run();
        Assert.True(end.IsCompletedSuccessfully);
        Assert.True(called);
        Assert.Contains("a/1 PostStop", world.Log);
    }

    [Fact]
    public void The_stack_of_behaviours_keeps_its_bottom()
    {
        var world = new World();
        var a = world.System.ActorOf(Props.Create(() => new Stacking(world.Log)), "a");
        foreach (var m in (string[])["push", "x", "pop", "x", "pop", "x"]) a.Tell(m);
        world.Expect("bottom push", "top x", "top pop", "bottom x", "bottom pop", "bottom x");
    }

    [Fact]
    public void Null_is_refused_where_it_is_sent()
    {
        var world = new World();
        var a = world.Actor("a");
        Assert.Throws<ArgumentNullException>(() => a.Tell(null!));
    }

    [Fact]
    public void AllForOne_restarts_the_siblings_too()
    {
        var world = new World();
        var p = world.System.ActorOf(
            Scripted.Props(world.Log, (a, m) =>
            {
                if (m is not "mk") return;
                a.Spawn("k1");
                a.Spawn("k2");
            }, new Scripted.Incarnations { Strategy = new AllForOneStrategy(_ => Directive.Restart) }), "p");
        p.Tell("mk");
        world.Run();
        world.Log.Clear();
        world.System.ActorSelection("/user/p/k1").Tell("boom");
        world.Expect(
            "k1/1 <- boom", "k1/1 PreRestart(boom,boom)", "k1/1 PostStop", "k1/2 ctor", "k1/2 PostRestart(boom)", "k1/2 PreStart",
            "k2/1 PreRestart(boom,null)", "k2/1 PostStop", "k2/2 ctor", "k2/2 PostRestart(boom)", "k2/2 PreStart");
    }

    private sealed class Stacking : UntypedActor
    {
        private readonly List<string> _log;

        public Stacking(List<string> log)
        {
            _log = log;
            Become(Bottom);
        }

        protected override void OnReceive(object message) => Unhandled(message);

        private void Bottom(object message)
        {
            _log.Add($"bottom {message}");
            if (message is "push") BecomeStacked(Top);
            if (message is "pop") UnbecomeStacked();
        }

        private void Top(object message)
        {
            _log.Add($"top {message}");
            if (message is "pop") UnbecomeStacked();
        }
    }
}
