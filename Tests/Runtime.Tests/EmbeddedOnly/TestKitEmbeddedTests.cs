using Akka.Actor;
using Akka.Dispatch;
using Akka.TestKit;
using Akka.TestKit.Configs;

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
