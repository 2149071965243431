using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Configs;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>What the embedded test kit does and Akka.NET's does not, or says in words of its own.</summary>
public sealed class TestKitEmbeddedTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_blocking_expectation_judges_on_the_tests_own_thread()
    {
        var thread = 0;
        TestActor.Tell("x");
        ExpectMsg<string>(_ => { thread = Environment.CurrentManagedThreadId; });
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void The_settings_tell_how_long_no_message_is_expected() =>
        Assert.Equal(TimeSpan.FromSeconds(3), TestKitSettings.ExpectNoMessageDefault);

    [Fact]
    public void An_unhandled_message_is_a_warning_of_the_listener()
    {
        var actor = ActorOf(Props.Create(() => new UnhandledMessageActor()));
        EventFilter.Warning(start: "Unhandled message from").ExpectOne(() => actor.Tell("x"));
    }

    [Fact]
    public void What_the_test_never_looked_at_becomes_a_dead_letter()
    {
        var probe = CreateTestProbe();
        var listener = CreateTestProbe();
        Sys.EventStream.Subscribe(listener.Ref, typeof(Akka.Event.DeadLetter));
        probe.Ref.Tell("forgotten");
        Sys.Stop(probe.Ref);
        Assert.Equal("forgotten", listener.ExpectMsg<Akka.Event.DeadLetter>(TimeSpan.FromSeconds(3)).Message);
    }

    [Fact]
    public async Task ReceiveAsync_ends_with_the_handler()
    {
        var actor = ActorOfAsTestActorRef<Awaiting>();
        var gate = new TaskCompletionSource();
        var handled = actor.ReceiveAsync(gate);
        Assert.False(handled.IsCompleted);
        gate.SetResult();
        await handled.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, actor.UnderlyingActor.Count);
        await actor.ReceiveAsync("sync").WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_barrier_times_out_when_somebody_is_missing() =>
        Assert.Throws<TimeoutException>(() => CreateTestBarrier(2).Await(TimeSpan.FromMilliseconds(20)));

    [Fact]
    public void A_latch_counts_down_no_further_than_to_open()
    {
        var latch = CreateTestLatch(1);
        latch.CountDown();
        latch.CountDown();
        Assert.True(latch.IsOpen);
    }

    [Fact]
    public async Task Predicates_judge_sender_and_message()
    {
        TestActor.Tell("x", TestActor);
        TestActor.Tell("x", TestActor);
        ExpectMsgFrom<string>(sender => sender.Equals(TestActor), text => text == "x");
        await ExpectMsgFromAsync<string>(sender => sender.Equals(TestActor), text => text == "x");
    }

    [Fact]
    public void Two_expected_equals_need_two_messages()
    {
        TestActor.Tell(1);
        TestActor.Tell(2);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(1, 1));
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
    public async Task A_test_actor_takes_and_loses_no_message_under_contention()
    {
        const int Tellers = 4;
        const int Each = 10_000;
        await Task.WhenAll(Enumerable.Range(0, Tellers).Select(teller => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                TestActor.Tell((teller, i), ActorRefs.NoSender);
        })));
        var received = ReceiveN(Tellers * Each, TimeSpan.FromSeconds(30)).Cast<(int Teller, int Number)>().ToList();
        for (var teller = 0; teller < Tellers; teller++)
            Assert.Equal(Enumerable.Range(0, Each), received.Where(m => m.Teller == teller).Select(m => m.Number));
    }

    [Fact]
    public void A_child_is_supervised_by_the_strategy_it_was_made_with()
    {
        var probe = CreateTestProbe();
        var child = probe.ChildActorOf<Failer>(new OneForOneStrategy(_ => Directive.Stop));
        probe.Watch(child);
        child.Tell("fail");
        probe.ExpectTerminated(child);
    }

    [Fact]
    public void A_block_that_ends_in_silence_may_use_up_its_time() => Within(TimeSpan.FromMilliseconds(50), () => ExpectNoMsg());

    private sealed class Failer : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("as told");
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

/// <summary>Akka.NET 1.5 throws at the overloads with IRunnable.</summary>
public sealed class TestSchedulerEmbeddedTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Runnables_run_once_or_again()
    {
        var once = new CountingRunnable();
        var again = new CountingRunnable();
        var cancelled = new CountingRunnable();
        using var cancelable = new Cancelable((IActionScheduler)Scheduler);
        Scheduler.ScheduleOnce(Second, once);
        Scheduler.ScheduleRepeatedly(Second, Second, again);
        Scheduler.ScheduleOnce(Second, cancelled, cancelable);
        cancelable.Cancel();
        Scheduler.Advance(Second);
        Scheduler.Advance(Second);
        Assert.Equal((1, 2, 0), (once.Count, again.Count, cancelled.Count));
    }

    [Fact]
    public void What_stands_behind_an_action_that_throws_stays_due()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "a", ActorRefs.NoSender);
        Scheduler.Advanced.ScheduleOnce(Second, () => throw new InvalidOperationException("as told"));
        Scheduler.ScheduleTellOnce(Second, TestActor, "b", ActorRefs.NoSender);
        Assert.Throws<InvalidOperationException>(() => Scheduler.Advance(Second));
        Scheduler.Advance(TimeSpan.Zero);
        ExpectMsg("a");
        ExpectMsg("b");
        Assert.False(HasMessages);
    }

    [Fact]
    public void What_an_action_schedules_without_delay_waits_for_the_next_advance()
    {
        Scheduler.Advanced.ScheduleOnce(Second, () => Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
        Scheduler.Advance(Second);
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.Zero);
        ExpectMsg("x");
    }

    private sealed class CountingRunnable : IRunnable
    {
        public int Count { get; private set; }

        public void Run() => Count++;

        public void Execute() => Run();
    }
}

/// <summary>Akka.NET 1.5 does not stretch the time without messages.</summary>
public sealed class DilatedSilenceTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("akka.test.timefactor = 2.5"))
{
    [Fact]
    public void Expectations_wait_for_the_stretched_time()
    {
        var clock = Stopwatch.StartNew();
        ExpectNoMsg(40);
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(99));
    }
}
