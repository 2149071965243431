using Akka.Actor;
using Akka.Event;

namespace ActorIommu.Runtime.Tests.Core;

/// <summary>Words that a program can see, as Akka.NET has them.</summary>
public sealed class TextTests
{
    [Fact]
    public void Lifecycle_is_logged_with_who_supervises_and_watches_whom()
    {
        var world = new World("akka.loglevel = DEBUG\nakka.actor.debug.lifecycle = on");
        var heard = new List<string>();
        world.System.EventStream.Subscribe(world.System.ActorOf(Props.Create(() => new Listener(heard)), "listener"), typeof(Debug));
        world.Run();
        heard.Clear();
        var watched = world.System.ActorOf(Props.Create(() => new Listener(heard)), "watched");
        world.System.ActorOf(Props.Create(() => new Watcher(watched)), "watcher").Tell("unwatch", ActorRefs.NoSender);
        world.Run();

        string[] expected =
        [
            "akka://g/user: now supervising akka://g/user/watched",
            "akka://g/user: now supervising akka://g/user/watcher",
            "akka://g/user/watched: now watched by [akka://g/user/watcher]",
            "akka://g/user/watched: no longer watched by [akka://g/user/watcher]",
        ];
        Assert.Equal(expected, heard);
    }

    [Fact]
    public void A_failed_PreRestart_is_named_with_what_it_threw_and_caused_by_what_led_to_it()
    {
        var (thrown, cause) = (new InvalidOperationException("thrown"), new ArgumentException("cause"));
        var failure = new PreRestartException(ActorRefs.Nobody, thrown, cause, "message");
        Assert.EndsWith("Exception pre restart (System.InvalidOperationException)", failure.Message, StringComparison.Ordinal);
        Assert.Same(cause, failure.InnerException);
        Assert.Same(thrown, failure.RestartException);
    }

    [Fact]
    public void The_source_of_a_log_is_followed_by_its_system()
    {
        var world = new World();
        Assert.Equal("source (akka://g)", LogSource.Create("source", world.System).Source);
        Assert.Equal("String (akka://g)", LogSource.Create(typeof(string), world.System).Source);
    }

    [Fact]
    public void An_unknown_level_is_named_in_capitals() => Assert.StartsWith(
        "Unknown LogLevel: \"BOGUS\". Valid values are: \"DEBUG\", \"INFO\", \"WARNING\", \"ERROR\"",
        Assert.Throws<ArgumentException>(() => Logging.LogLevelFor("bogus")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_dead_letter_has_a_sender_and_a_recipient()
    {
        var nobody = ActorRefs.Nobody;
        Assert.StartsWith(
            "DeadLetter sender may not be null",
            Assert.Throws<ArgumentNullException>(() => new DeadLetter("m", null!, nobody)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "DeadLetter recipient may not be null",
            Assert.Throws<ArgumentNullException>(() => new DeadLetter("m", nobody, null!)).Message,
            StringComparison.Ordinal);
        Assert.Equal("m", new DeadLetter("m", nobody, nobody).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_selection_without_a_path_is_the_dead_letters(string? path)
    {
        var world = new World();
        Assert.Equal(world.System.DeadLetters, world.System.ActorSelection(path!).Anchor);
        Assert.NotEqual(world.System.DeadLetters, world.System.ActorSelection("/user").Anchor);
    }

    private sealed class Listener(List<string> heard) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var entry = (Debug)message;
            var text = $"{entry.Message}";
            if (!text.StartsWith("now ", StringComparison.Ordinal) && !text.StartsWith("no longer ", StringComparison.Ordinal)) return;
            var uid = text.IndexOf('#', StringComparison.Ordinal);
            heard.Add($"{entry.LogSource}: {(uid < 0 ? text : text[..uid] + "]")}");
        }
    }

    private sealed class Watcher(IActorRef watched) : UntypedActor
    {
        protected override void PreStart() => Context.Watch(watched);

        protected override void OnReceive(object message) => Context.Unwatch(watched);
    }
}
