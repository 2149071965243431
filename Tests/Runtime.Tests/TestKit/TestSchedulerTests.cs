using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace ActorIommu.Runtime.Tests.Kit;

/// <summary>The test actor runs on the calling thread: when Advance returns, what was due has arrived.</summary>
public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_message_comes_when_its_time_has_come()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "x", ActorRefs.NoSender);
        Scheduler.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        ExpectMsg("x");
        Scheduler.Advance(TimeSpan.FromHours(1));
        Assert.False(HasMessages);
    }

    [Fact]
    public void Messages_come_in_order_of_time_whatever_the_order_of_scheduling()
    {
        Scheduler.ScheduleTellOnce(3 * Second, TestActor, 3, ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(Second, TestActor, 1, ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, 2, ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, 22, ActorRefs.NoSender);
        Scheduler.Advance(3 * Second);
        Assert.Equal([1, 2, 22, 3], ReceiveN(4));
    }

    [Fact]
    public void The_sender_is_the_given_one()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "x", TestActor);
        Scheduler.Advance(Second);
        ExpectMsgFrom(TestActor, "x");
    }

    [Fact]
    public void A_repeated_message_comes_once_an_advance()
    {
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "x", ActorRefs.NoSender);
        Scheduler.Advance(10 * Second);
        Assert.Equal(["x"], Drained());
        Scheduler.Advance(Second);
        Assert.Equal(["x"], Drained());
        Scheduler.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Empty(Drained());
    }

    [Fact]
    public void In_small_steps_a_repeated_message_comes_each_interval()
    {
        Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, Second, TestActor, "x", ActorRefs.NoSender);
        for (var i = 0; i < 5; i++)
            Scheduler.Advance(Second);
        Assert.Equal(5, Drained().Count);
    }

    [Fact]
    public void A_cancelled_message_does_not_come()
    {
        using var once = new Cancelable((IActionScheduler)Scheduler);
        using var repeated = new Cancelable((IActionScheduler)Scheduler);
        Scheduler.ScheduleTellOnce(Second, TestActor, "x", ActorRefs.NoSender, once);
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "y", ActorRefs.NoSender, repeated);
        once.Cancel();
        Scheduler.Advance(Second);
        Assert.Equal(["y"], Drained());
        repeated.Cancel();
        Scheduler.Advance(Second);
        Assert.Empty(Drained());
    }

    [Fact]
    public void Actions_run_on_the_thread_that_advances()
    {
        var thread = 0;
        Scheduler.Advanced.ScheduleOnce(Second, () => thread = Environment.CurrentManagedThreadId);
        Scheduler.Advance(Second);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void Actions_repeat()
    {
        var count = 0;
        Scheduler.Advanced.ScheduleRepeatedly(Second, Second, () => count++);
        Scheduler.Advance(Second);
        Scheduler.Advance(Second);
        Assert.Equal(2, count);
    }

    [Fact]
    public void What_an_action_schedules_is_counted_from_the_end_of_the_advance()
    {
        Scheduler.Advanced.ScheduleOnce(Second, () => Scheduler.ScheduleTellOnce(Second, TestActor, "x", ActorRefs.NoSender));
        Scheduler.Advance(10 * Second);
        Assert.False(HasMessages);
        Scheduler.Advance(Second);
        ExpectMsg("x");
    }

    [Fact]
    public void Now_is_what_the_test_says()
    {
        var start = Scheduler.Now;
        Scheduler.Advance(Second);
        Assert.Equal(start + Second, Scheduler.Now);
        Scheduler.AdvanceTo(start + (5 * Second));
        Assert.Equal(start + (5 * Second), Scheduler.Now);
        Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(start));
    }

    [Fact]
    public void Timers_of_actors_obey_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticking(TestActor)).WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell("start");
        ExpectMsg("started");
        Scheduler.Advance(Second);
        ExpectMsg("tick");
    }

    private List<object> Drained()
    {
        const string End = "that is all";
        var messages = new List<object>();
        TestActor.Tell(End, ActorRefs.NoSender);
        for (var message = ReceiveOne(); !End.Equals(message); message = ReceiveOne())
            messages.Add(message!);
        return messages;
    }

    private sealed class Ticking : ReceiveActor, IWithTimers
    {
        public Ticking(IActorRef target)
        {
            Receive<string>(_ =>
            {
                Timers.StartSingleTimer("key", "tick", Second);
                target.Tell("started");
            }, text => text == "start");
            ReceiveAny(target.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
