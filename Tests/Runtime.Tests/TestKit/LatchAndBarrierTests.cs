using Akka.TestKit;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class LatchAndBarrierTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_latch_opens_at_the_last_countdown()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.False(latch.IsOpen);
        latch.CountDown();
        Assert.True(latch.IsOpen);
        latch.Ready(Short);
    }

    [Fact]
    public void A_latch_that_stays_shut_times_out() => Assert.Throws<TimeoutException>(() => CreateTestLatch().Ready(Short));

    [Fact]
    public void A_latch_can_be_opened_and_reset()
    {
        var latch = CreateTestLatch(5);
        latch.Open();
        latch.Ready();
        latch.Reset();
        Assert.False(latch.IsOpen);
    }

    [Fact]
    public void A_latch_does_not_wait_for_ever() => Assert.Throws<ArgumentException>(() => new TestLatch().Ready(TimeSpan.MaxValue));

    [Fact]
    public async Task A_latch_wakes_another_thread()
    {
        var latch = CreateTestLatch();
        var waiting = Task.Run(latch.Ready);
        latch.CountDown();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_barrier_opens_when_all_have_arrived_and_then_again()
    {
        var barrier = CreateTestBarrier(2);
        for (var round = 0; round < 2; round++)
        {
            var other = Task.Run(barrier.Await);
            barrier.Await();
            await other.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }
}
