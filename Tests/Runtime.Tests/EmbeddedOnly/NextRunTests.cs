using Akka.Dispatch;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly;

/// <summary>A thread of the pool runs what its runs make runnable, and gives way after some of them.</summary>
public sealed class NextRunTests
{
    [Fact]
    public async Task A_thread_gives_way_and_the_pool_goes_on_from_there()
    {
        var chain = new Chain(1_000);
        NextRun.Start(chain);
        Assert.InRange(chain.RunsOfStarter, 1, 65);
        Assert.Equal(1_000, await chain.Done);
    }

    [Fact]
    public async Task Of_two_that_become_runnable_in_one_run_both_run()
    {
        var (first, second) = (new Chain(1), new Chain(1));
        NextRun.Start(new ActionRunnable(() =>
        {
            NextRun.Queue(first);
            NextRun.Queue(second);
        }));
        Assert.Equal((1, 1), (await first.Done, await second.Done));
    }

    // Makes itself runnable again and again, from whatever thread it is on.
    private sealed class Chain(int length) : IRunnable
    {
        private readonly Thread _starter = Thread.CurrentThread;
        private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public int RunsOfStarter { get; private set; }

        public Task<int> Done => _done.Task;

        public void Run()
        {
            if (Thread.CurrentThread == _starter) RunsOfStarter++;
            if (++_runs == length) _done.SetResult(_runs);
            else NextRun.Queue(this);
        }

        public void Execute() => NextRun.Start(this);
    }
}
