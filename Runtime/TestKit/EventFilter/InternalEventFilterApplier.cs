using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Installs filters, runs a block, waits for the events and removes the filters.</summary>
/// <param name="testkit">Whose time and assertions are used.</param>
/// <param name="system">Whose log is looked at.</param>
/// <param name="filters">What to count.</param>
public partial class InternalEventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters)
    : IEventFilterApplier
{
    /// <inheritdoc/>
    public EventFilterFactory And => new(testkit, system, filters);

    /// <inheritdoc/>
    public IUnmutableFilter Mute()
    {
        system.EventStream.Publish(new Mute(filters));
        return new Muted(filters, system);
    }

    private static T Waited<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static Func<Task<bool>> Wrapped(Action action) => () => { action(); return Task.FromResult(true); };

    private static Func<Task<bool>> Wrapped(Func<Task> action) => async () => { await action(); return true; };

    /// <summary>
    /// The block runs on the caller's thread up to its first await, so a synchronous block has the caller's context; only the wait for the
    /// events is left to other threads.
    /// </summary>
    private async Task<T> Intercept<T>(int? expected, TimeSpan? timeout, Func<Task<T>> block, CancellationToken cancellationToken)
    {
        // Before the block: it may take all of what Within has left.
        var leeway = timeout is { } given ? testkit.Dilated(given) : testkit.FilterLeeway;
        var counter = new MatchCounter(expected is > 0 ? expected.Value : 1);
        foreach (var filter in filters)
            filter.EventMatched += counter.OnMatch;
        system.EventStream.Publish(new Mute(filters));
        try
        {
            var result = await block();
            if (expected is { } count)
                await Judge(count, counter, leeway, cancellationToken).ConfigureAwait(false);
            return result;
        }
        finally
        {
            foreach (var filter in filters)
                filter.EventMatched -= counter.OnMatch;
            system.EventStream.Publish(new Unmute(filters));
        }
    }

    private async Task Judge(int expected, MatchCounter counter, TimeSpan leeway, CancellationToken cancellationToken)
    {
        await counter.Reached(leeway, cancellationToken).ConfigureAwait(false);
        var received = counter.Count;
        if (received == expected)
            return;
        var what = string.Join(",", filters);
        testkit.Fail(received < expected
            ? $"Timeout ({leeway}) while waiting for messages. Only received {received}/{expected} messages that matched filter [{what}]"
            : $"Received {Messages(received - expected)} too many. "
                + $"Expected {Messages(expected)} but received {received} that matched filter [{what}]");
    }

    private static string Messages(int number) => number == 1 ? "1 message" : $"{number} messages";

    private sealed class MatchCounter(int awaited)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void OnMatch(EventFilterBase _, LogEvent __)
        {
            if (Interlocked.Increment(ref _count) >= awaited)
                _reached.TrySetResult();
        }

        public async Task Reached(TimeSpan timeout, CancellationToken cancellationToken)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_reached.Task, Task.Delay(timeout, stop.Token)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private sealed class Muted(IReadOnlyList<EventFilterBase> filters, ActorSystem system) : IUnmutableFilter
    {
        private bool _unmuted;

        public void Unmute()
        {
            if (_unmuted)
                return;
            _unmuted = true;
            system.EventStream.Publish(new Unmute(filters));
        }

        public void Dispose() => Unmute();
    }
}
