using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>The current actor is thread-static and a test hops threads at every await: each continuation gets the test actor's cell
/// back.</summary>
internal sealed class ActorCellKeepingSynchronizationContext(ActorCell? cell) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Run(d, state), null);

    public override void Send(SendOrPostCallback d, object? state)
    {
        // Waits for another thread, as the contract of Send says, so that the caller's own context is left alone.
        using var done = new ManualResetEventSlim();
        Exception? failure = null;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            try
            {
                Run(d, state);
            }
#pragma warning disable CA1031 // Carried to the caller.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
            done.Set();
        }, null);
        done.Wait();
        if (failure is not null)
            throw new AggregateException(failure);
    }

    public override SynchronizationContext CreateCopy() => new ActorCellKeepingSynchronizationContext(cell);

    private void Run(SendOrPostCallback d, object? state)
    {
        var previousCell = InternalCurrentActorCellKeeper.Current;
        var previousContext = Current;
        InternalCurrentActorCellKeeper.Current = cell;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previousCell;
            SetSynchronizationContext(previousContext);
        }
    }
}
