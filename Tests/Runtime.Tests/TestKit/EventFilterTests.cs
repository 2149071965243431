using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class EventFilterTests() : Akka.TestKit.Xunit2.TestKit("akka.loglevel = DEBUG")
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void One_event_of_each_level_is_found()
    {
        EventFilter.Error("broken").ExpectOne(() => Log.Error("broken"));
        EventFilter.Warning("odd").ExpectOne(() => Log.Warning("odd"));
        EventFilter.Info("fine").ExpectOne(() => Log.Info("fine"));
        EventFilter.Debug("detail").ExpectOne(() => Log.Debug("detail"));
        EventFilter.ForLogLevel(LogLevel.InfoLevel, "fine").ExpectOne(() => Log.Info("fine"));
    }

    [Fact]
    public void Text_is_matched_whole_at_its_start_anywhere_or_by_a_pattern()
    {
        EventFilter.Info(start: "pump").ExpectOne(() => Log.Info("pump 7 stopped"));
        EventFilter.Info(contains: "7").ExpectOne(() => Log.Info("pump 7 stopped"));
        EventFilter.Info(new Regex("p.mp [0-9]")).ExpectOne(() => Log.Info("pump 7 stopped"));
        EventFilter.Info("pump 7 stopped").ExpectOne(() => Log.Info("pump {0} stopped", 7));
    }

    [Fact]
    public void No_event_in_time_fails_and_says_what_was_looked_for()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => EventFilter.Error("broken").ExpectOne(Short, () => Log.Error("other")));
        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0/1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_level_does_not_count() =>
        Assert.ThrowsAny<XunitException>(() => EventFilter.Error("x").ExpectOne(Short, () => Log.Warning("x")));

    [Fact]
    public void A_number_of_events_is_expected()
    {
        EventFilter.Info("x").Expect(2, () =>
        {
            Log.Info("x");
            Log.Info("x");
        });
        EventFilter.Info("x").Expect(0, Short, () => Log.Info("y"));
    }

    [Fact]
    public void Too_few_and_forbidden_events_fail()
    {
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("x").Expect(2, Short, () => Log.Info("x")));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("x").Expect(0, Short, () => Log.Info("x")));
    }

    [Fact]
    public void The_blocks_result_and_exception_come_through()
    {
        Assert.Equal(7, EventFilter.Info("x").ExpectOne(() => { Log.Info("x"); return 7; }));
        Assert.Throws<InvalidTimeZoneException>(
            () => EventFilter.Info("x").ExpectOne((Action)(() => throw new InvalidTimeZoneException())));
    }

    [Fact]
    public void An_exception_is_found_by_its_type_or_a_base()
    {
        EventFilter.Exception<InvalidOperationException>("as told").ExpectOne(
            () => Log.Error(new InvalidOperationException("as told"), "it failed"));
        EventFilter.Exception<Exception>().ExpectOne(() => Log.Error(new InvalidOperationException("as told"), "it failed"));
        Assert.ThrowsAny<XunitException>(
            () => EventFilter.Exception<ArgumentException>().ExpectOne(
                Short, () => Log.Error(new InvalidOperationException("as told"), "it failed")));
    }

    [Fact]
    public async Task An_actors_failure_is_found_at_its_path()
    {
        var actor = ActorOf(Props.Create(() => new Failer()), "failer");
        await EventFilter.Exception<InvalidOperationException>(contains: "as told", source: actor.Path.ToString())
            .ExpectOneAsync(() => { actor.Tell("fail"); return Task.CompletedTask; });
    }

    [Fact]
    public void An_event_of_another_source_does_not_count() =>
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("x", source: "elsewhere").ExpectOne(Short, () => Log.Info("x")));

    [Fact]
    public void Dead_letters_are_found_by_type_and_content()
    {
        var gone = Gone();
        EventFilter.DeadLetter().ExpectOne(() => gone.Tell("x"));
        EventFilter.DeadLetter<string>().ExpectOne(() => gone.Tell("x"));
        var type = typeof(string);
        EventFilter.DeadLetter(type).ExpectOne(() => gone.Tell("x"));
        EventFilter.DeadLetter<string>(text => text == "x").ExpectOne(() => gone.Tell("x"));
        EventFilter.DeadLetter<string>(gone.Path.ToString()).ExpectOne(() => gone.Tell("x"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.DeadLetter<int>().ExpectOne(Short, () => gone.Tell("x")));
    }

    [Fact]
    public void A_predicate_decides()
    {
        EventFilter.Custom(logEvent => logEvent is Info { Message: not null } && logEvent.Message.ToString() == "x").ExpectOne(
            () => Log.Info("x"));
        EventFilter.Custom<Warning>(warning => warning.Message.ToString() == "y").ExpectOne(() => Log.Warning("y"));
    }

    [Fact]
    public void Either_of_two_filters_counts() =>
        EventFilter.Info("x").And.Warning("y").Expect(2, () =>
        {
            Log.Info("x");
            Log.Warning("y");
        });

    [Fact]
    public async Task All_can_be_awaited()
    {
        await EventFilter.Info("x").ExpectOneAsync(async () => { await Task.Yield(); Log.Info("x"); });
        await EventFilter.Info("x").ExpectAsync(2, async () => { await Task.Yield(); Log.Info("x"); Log.Info("x"); });
        Assert.Equal(7, await EventFilter.Info("x").ExpectOneAsync(async () => { await Task.Yield(); Log.Info("x"); return 7; }));
        await Assert.ThrowsAnyAsync<XunitException>(() => EventFilter.Info("x").ExpectOneAsync(Short, () => Task.CompletedTask));
    }

    [Fact]
    public void Muting_expects_nothing()
    {
        Assert.Equal(7, EventFilter.Error("x").Mute(() => 7));
        EventFilter.Error("x").Mute(() => Log.Error("x"));
        using var muted = EventFilter.Error("x").Mute();
        Log.Error("x");
        muted.Unmute();
    }

    [Fact]
    public void A_filter_ends_with_its_block()
    {
        EventFilter.Info("x").ExpectOne(() => Log.Info("x"));
        Log.Info("x");
        EventFilter.Info("x").ExpectOne(() => Log.Info("x"));
    }

    [Fact]
    public void The_block_has_the_tests_implicit_sender()
    {
        var echo = ActorOf(SimpleEchoActor.Props());
        EventFilter.Info("x").ExpectOne(() =>
        {
            echo.Tell("hello");
            Log.Info("x");
        });
        ExpectMsg("hello");
    }

    private IActorRef Gone()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        return actor;
    }

    private sealed class Failer : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("as told");
    }
}
