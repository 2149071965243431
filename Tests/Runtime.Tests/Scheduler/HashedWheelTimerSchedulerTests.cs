using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Scheduler;

/// <summary>The scheduler on the machine's clock: what must happen is waited for, and nothing is said of when.</summary>
public sealed class HashedWheelTimerSchedulerTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("scheduler",
        ConfigurationFactory.ParseString("akka.loggers = []\nakka.stdout-loglevel = OFF"));
    private readonly HashedWheelTimerScheduler _wheel;

    public HashedWheelTimerSchedulerTests()
    {
        _wheel = new HashedWheelTimerScheduler(_system.Settings.Config, _system.Log);
        // Akka.NET's waits for ever when a wheel is disposed of that never turned.
        Advanced.ScheduleOnce(0, () => { });
    }

    private IScheduler Scheduler => _wheel;

    private IAdvancedScheduler Advanced => Scheduler.Advanced;

    public void Dispose()
    {
        _wheel.Dispose();
        _ = _system.Terminate();
    }

    [Fact]
    public void A_tick_shorter_than_10_ms_is_refused()
    {
        var config = ConfigurationFactory.ParseString("akka.scheduler.tick-duration = 9ms").WithFallback(_system.Settings.Config);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashedWheelTimerScheduler(config, _system.Log));
    }

    [Fact]
    public async Task Items_run_in_the_order_in_which_they_are_due_and_never_early()
    {
        var ran = new ConcurrentQueue<int>();
        var late = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var delay in new[] { 60, 20, 40, 0, 80 })
        {
            var due = Scheduler.MonotonicClock + TimeSpan.FromMilliseconds(delay);
            Advanced.ScheduleOnce(delay, () =>
            {
                late += Scheduler.MonotonicClock >= due ? 1 : 0;
                ran.Enqueue(delay);
                if (delay == 80)
                    done.SetResult();
            });
        }

        await done.Task;
        Assert.Equal([0, 20, 40, 60, 80], ran);
        Assert.Equal(5, late);
    }

    [Fact]
    public async Task Repeated_items_run_until_they_are_cancelled()
    {
        var count = 0;
        var cancelable = new Cancelable(Advanced);
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Advanced.ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), () =>
        {
            if (++count < 3)
                return;
            cancelable.Cancel();
            third.TrySetResult();
        }, cancelable);
        await third.Task;
        await Later(50);
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Cancelled_items_do_not_run_and_the_others_do()
    {
        // The scheduler's thread waits here, so that nothing runs before all is cancelled that is going to be.
        using var gate = new ManualResetEventSlim();
        Advanced.ScheduleOnce(0, gate.Wait);
        var ran = new ConcurrentQueue<int>();
        var items = Enumerable.Range(0, 300)
            .Select(number => (number, Cancelable: Advanced.ScheduleOnceCancelable(20 + (number * 7 % 40), () => ran.Enqueue(number))))
            .ToList();
        foreach (var (number, cancelable) in items)
        {
            if (number % 3 != 0)
                cancelable.Cancel();
        }

        gate.Set();
        await Later(200);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => number * 3), ran.Order());
    }

    [Fact]
    public async Task An_item_that_throws_does_not_stop_the_others()
    {
        Advanced.ScheduleOnce(0, () => throw new InvalidOperationException("expected"));
        await Later(1);
    }

    [Fact]
    public void A_cancelled_cancelable_schedules_nothing()
    {
        Assert.True(Cancelable.CreateCanceled().IsCancellationRequested);
        Advanced.ScheduleOnce(0, () => Assert.Fail("ran"), Cancelable.CreateCanceled());
    }

    [Fact]
    public void Negative_delays_and_empty_intervals_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Advanced.ScheduleOnce(TimeSpan.FromTicks(-1), () => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Advanced.ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.Zero, () => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Scheduler.ScheduleTellOnce(TimeSpan.FromTicks(-1), ActorRefs.Nobody, "m", ActorRefs.NoSender));
    }

    [Fact]
    public void After_shutdown_nothing_can_be_scheduled()
    {
        _wheel.Dispose();
        Assert.Throws<SchedulerException>(() => Advanced.ScheduleOnce(0, () => { }));
    }

    [Fact]
    public void Cancelables_signal_their_tokens_and_what_is_linked_to_them()
    {
        using var first = new Cancelable(Scheduler);
        using var second = new Cancelable(Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Scheduler, first, second);
        var signalled = 0;
        using var registration = linked.Token.Register(() => signalled++);
        Assert.False(linked.IsCancellationRequested);
        second.Cancel();
        second.Cancel();
        Assert.True(linked.IsCancellationRequested);
        Assert.Equal(1, signalled);
        Assert.False(first.IsCancellationRequested);
        ((ICancelable?)null).CancelIfNotNull();
    }

    [Fact]
    public async Task A_cancelable_may_cancel_itself_later()
    {
        using var cancelable = new Cancelable(Scheduler);
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancelable.Token.Register(signalled.SetResult);
        cancelable.CancelAfter(1);
        await signalled.Task;
        Assert.True(cancelable.IsCancellationRequested);
    }

    [Fact]
    public void A_disposed_cancelable_cannot_be_cancelled()
    {
        var cancelable = new Cancelable(Scheduler);
        cancelable.Dispose();
        Assert.True(cancelable.IsDisposed);
        Assert.Throws<ObjectDisposedException>(cancelable.Cancel);
    }

    /// <summary>Completes when something scheduled now, with that delay, has run: everything due before has run too.</summary>
    private Task Later(int milliseconds)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Advanced.ScheduleOnce(milliseconds, done.SetResult);
        return done.Task;
    }
}
