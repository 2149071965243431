using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

/// <summary>What one would not expect of Akka.NET's test kit, and what it is all the same.</summary>
public sealed class KitCornerTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void An_unhandled_message_is_information_of_the_dead_letter_listener()
    {
        var actor = ActorOf(Props.Create(() => new UnhandledMessageActor()));
        EventFilter.Info(contains: "was unhandled").ExpectOne(() => actor.Tell("x"));
    }

    [Fact]
    public void What_the_test_never_looked_at_is_no_dead_letter()
    {
        var probe = CreateTestProbe();
        var listener = CreateTestProbe();
        Sys.EventStream.Subscribe(listener.Ref, typeof(DeadLetter));
        probe.Ref.Tell("forgotten");
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
        probe.Ref.Tell("late");
        Assert.Equal("late", listener.ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public async Task ReceiveAsync_ends_with_a_handler_that_awaits_and_never_with_another()
    {
        var actor = ActorOfAsTestActorRef<Awaiting>();
        var gate = new TaskCompletionSource();
        var handled = actor.ReceiveAsync(gate);
        Assert.False(handled.IsCompleted);
        gate.SetResult();
        await handled.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, actor.UnderlyingActor.Count);
        Assert.False(actor.ReceiveAsync("sync").IsCompleted);
    }

    [Fact]
    public void A_barrier_does_not_say_that_somebody_is_missing() => CreateTestBarrier(2).Await(TimeSpan.FromMilliseconds(20));

    [Fact]
    public void A_latch_counts_down_no_further_than_to_open()
    {
        var latch = CreateTestLatch(1);
        latch.CountDown();
        Assert.Throws<InvalidOperationException>(latch.CountDown);
        Assert.True(latch.IsOpen);
    }

    [Fact]
    public void Two_expected_equals_need_two_messages()
    {
        TestActor.Tell(1);
        TestActor.Tell(2);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(1, 1));
    }

    [Fact]
    public void A_default_value_is_never_among_the_expected()
    {
        TestActor.Tell(0);
        Assert.Equal("not found [0] found unexpected [0]", Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(0)).Message);
    }

    [Fact]
    public void Configuration_that_names_Akkas_assemblies_works()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("""
            akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            """));
        Assert.IsType<TestScheduler>(kit.Sys.Scheduler);
        kit.EventFilter.Warning("x").ExpectOne(() => kit.Log.Warning("x"));
    }

    [Fact]
    public void A_child_comes_behind_what_is_in_the_queue()
    {
        TestActor.Tell("first");
        Assert.ThrowsAny<XunitException>(() => ChildActorOf(Props.Create<Failer>()));
        ExpectMsg<IActorRef>();
    }

    [Fact]
    public void Silence_counts_as_time_of_a_block() =>
        Assert.Contains(
            "exceeding",
            Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromMilliseconds(50), () => ExpectNoMsg(200))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Failed_expectations_say_what_they_expected()
    {
        Says("Failed: Timeout 00:00:00.0200000 while waiting for a message of type System.String ",
            () => ExpectMsg<string>(TimeSpan.FromMilliseconds(20)));
        Says($"Failed: Expected a message of type System.Int32, but received {{x}} (type System.String) instead as told from {TestActor}",
            () => ExpectMsg<int>(hint: "as told"));
        Says("Got a message of the expected type <System.String>. Also expected the predicate to return true but the message {x} "
            + "of type <System.String> did not match", () => ExpectMsg<string>(text => text == "y"));
        Says("ExpectMsgAnyOf found unexpected x", () => ExpectMsgAnyOf<string>(["y", "z"]));
        Says("not found [y] found unexpected [x]", () => ExpectMsgAllOf("y"));

        void Says(string expected, Action expectation)
        {
            if (!expected.Contains("Timeout", StringComparison.Ordinal))
                TestActor.Tell("x", TestActor);
            Assert.Equal(expected, Assert.ThrowsAny<XunitException>(expectation).Message);
        }
    }

    [Fact]
    public void A_filter_says_what_it_waited_for() =>
        Assert.Equal(
            "Timeout (00:00:00.0200000) while waiting for messages. Only received 0/2 messages that matched filter "
                + "[Warning when Message == \"x\" and Source == \"y\"]",
            Assert.ThrowsAny<XunitException>(() =>
                EventFilter.Warning("x", source: "y").Expect(2, TimeSpan.FromMilliseconds(20), () => { })).Message);

    private sealed class Failer : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not "ping")
                throw new InvalidOperationException("as told");
            Sender.Tell("pong");
        }
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting()
        {
            ReceiveAsync<TaskCompletionSource>(async gate =>
            {
                await gate.Task;
                Count++;
            });
            ReceiveAny(_ => { });
        }

        public int Count { get; private set; }
    }
}

/// <summary>Milliseconds of silence are not stretched, time spans are.</summary>
public sealed class DilatedSilenceTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("akka.test.timefactor = 100"))
{
    [Fact]
    public void Only_time_spans_are_stretched()
    {
        var clock = Stopwatch.StartNew();
        ExpectNoMsg(5);
        var unstretched = clock.Elapsed;
        clock.Restart();
        ExpectNoMsg(TimeSpan.FromMilliseconds(5));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(490), $"{clock.Elapsed}");
        Assert.True(unstretched < clock.Elapsed, $"{unstretched}");
    }
}
