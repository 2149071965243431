using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Core;

public sealed class MessagingTests
{
    [Fact]
    public void Messages_sent_before_the_start_come_before_those_of_PreStart()
    {
        var world = new World();
        var a = world.System.ActorOf(
            Scripted.Props(world.Log, null, new Scripted.Incarnations { OnPreStart = self => self.Me.Tell("from-prestart") }), "a");
        a.Tell("ext");
        world.Expect("a/1 ctor", "a/1 PreStart", "a/1 <- ext", "a/1 <- from-prestart");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("$x")]
    [InlineData("a b")]
    public void Such_names_are_illegal(string name)
    {
        var world = new World();
        Assert.Throws<InvalidActorNameException>(() => world.Actor(name));
    }

    [Fact]
    public void Anonymous_children_are_numbered()
    {
        var world = new World();
        var p = world.Actor("p", (a, _) =>
            a.Say(string.Join(' ', Enumerable.Range(0, 3).Select(_ => a.Ctx.ActorOf(Scripted.Props([], null)).Path.Name))));
        p.Tell("x");
        world.Expect("p/1 ctor", "p/1 PreStart", "p/1 <- x", "p/1 $a $b $c");
    }

    [Fact]
    public void Handlers_are_tried_in_order_and_the_rest_is_unhandled()
    {
        var world = new World();
        var unhandled = world.Actor("u", (a, m) =>
        {
            if (m is UnhandledMessage u) a.Say($"unhandled {u.Message}");
        });
        world.Run();
        world.System.EventStream.Subscribe(unhandled, typeof(UnhandledMessage));
        var a = world.System.ActorOf(Props.Create(() => new Typed(world.Log)), "a");
        world.Run();
        world.Log.Clear();
        a.Tell(5);
        a.Tell(50);
        a.Tell("text");
        a.Tell(1.5);
        world.Run();
        Assert.Equal(["small 5", "int 50", "text text"], world.Log.Take(3));
        Assert.Equal("u/1 unhandled 1.5", world.Log[^1]);
    }

    [Fact]
    public void Stashing_twice_is_refused_and_a_filter_drops_what_it_does_not_take()
    {
        var world = new World();
        var open = false;
        var a = world.Actor("a", (self, m) =>
        {
            if (open) return;
            if (m is "twice")
            {
                self.Stash.Stash();
                self.Say(Assert.Throws<IllegalActorStateException>(self.Stash.Stash).Message);
                self.Stash.ClearStash();
            }
            else if (m is "open")
            {
                open = true;
                self.Stash.UnstashAll(envelope => envelope.Message is not "s2");
            }
            else
            {
                self.Stash.Stash();
            }
        });
        foreach (var m in (string[])["twice", "s1", "s2", "s3", "open", "q"]) a.Tell(m);
        world.Expect(
            "a/1 ctor", "a/1 PreStart", "a/1 <- twice", "a/1 Can't stash the same message twice more than once", "a/1 <- s1", "a/1 <- s2",
            "a/1 <- s3", "a/1 <- open", "a/1 <- s1", "a/1 <- s3", "a/1 <- q");
    }

    [Fact]
    public void A_selection_reaches_plain_messages_and_says_who_is_there()
    {
        var world = new World();
        world.LogDeadLetters();
        world.Actor("t1");
        world.Actor("t2");
        var f = world.Actor("f", (a, m) =>
        {
            if (m is not "go") return;
            a.Ctx.System.ActorSelection("/user/t*").Tell("sel", a.Me);
            a.Ctx.ActorSelection("../none").Tell("lost", a.Me);
            a.Ctx.ActorSelection("/user/none").Tell(new Identify(7), a.Me);
            a.Ctx.ActorSelection("../t1").Tell(new Identify(8), a.Me);
        });
        world.Run();
        world.Log.Clear();
        f.Tell("go");
        world.Run();
        Assert.Contains("t1/1 <- sel", world.Log);
        Assert.Contains("t2/1 <- sel", world.Log);
        Assert.Contains("[DeadLetter lost from f to none]", world.Log);
        Assert.Equal(2, world.Log.Count(line => line.Contains("ActorIdentity", StringComparison.Ordinal)));
    }

    [Fact]
    public void Subscribers_get_an_event_once_in_order_of_subscription()
    {
        var world = new World();
        var s1 = world.Actor("s1");
        var s2 = world.Actor("s2");
        world.Run();
        world.Log.Clear();
        var stream = world.System.EventStream;
        Assert.True(stream.Subscribe(s1, typeof(Exception)));
        Assert.True(stream.Subscribe(s1, typeof(ArgumentException)));
        Assert.False(stream.Subscribe(s1, typeof(ArgumentException)));
        Assert.True(stream.Subscribe(s2, typeof(object)));
        world.Run();
        stream.Publish(new ArgumentException("y"));
        world.Expect("s1/1 <- System.ArgumentException: y", "s2/1 <- System.ArgumentException: y");
        Assert.True(stream.Unsubscribe(s1));
        stream.Publish(new ArgumentException("z"));
        world.Expect("s2/1 <- System.ArgumentException: z");
    }

    [Fact]
    public void A_path_is_equal_in_any_incarnation_and_a_reference_is_not()
    {
        var world = new World();
        var a = world.Actor("a");
        Assert.Equal($"akka://g/user/a", a.Path.ToString());
        Assert.Equal($"[akka://g/user/a#{a.Path.Uid}]", a.ToString());
        Assert.Equal("/user/a", a.Path.ToStringWithoutAddress());
        Assert.Equal(a.Path, ActorPath.Parse("akka://g/user/a"));
        Assert.Equal(a.Path, a.Path.Root / "user" / "a");
        Assert.Equal(a.Path.ToSerializationFormat(), ActorPath.Parse(a.Path.ToSerializationFormat()).ToSerializationFormat());
        Assert.Equal(["user", "a"], a.Path.Elements);
    }

    private sealed class Typed : ReceiveActor
    {
        public Typed(List<string> log)
        {
            Receive<int>(n => log.Add($"small {n}"), n => n < 10);
            Receive<int>(n => log.Add($"int {n}"));
            Receive<string>(text => log.Add($"text {text}"));
        }
    }
}
