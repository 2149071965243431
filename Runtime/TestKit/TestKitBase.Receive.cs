using System.Runtime.CompilerServices;
using Akka.Event;

namespace Akka.TestKit;

/// <content>Taking messages one by one or in rows, without expecting anything of one message.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes the next message.</summary>
    /// <param name="max">How long to wait, not dilated; infinite waits for ever, null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message, or null when the time is over.</returns>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TakeNow(max, cancellationToken)?.Message;

    /// <summary>Awaits the next message.</summary>
    /// <param name="max">How long to wait, not dilated; infinite waits for ever, null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message, or null when the time is over.</returns>
    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Take(false, max, cancellationToken))?.Message;

    /// <summary>Takes the next message with its sender.</summary>
    /// <param name="envelope">The message, or <see cref="NullMessageEnvelope"/>.</param>
    /// <param name="max">How long to wait, not dilated; infinite waits for ever, null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time is over.</returns>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var taken = TakeNow(max, cancellationToken);
        envelope = taken ?? NullMessageEnvelope.Instance;
        return taken is not null;
    }

    /// <summary>Awaits the next message with its sender.</summary>
    /// <param name="max">How long to wait, not dilated; infinite waits for ever, null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time is over.</returns>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var taken = await Take(false, max, cancellationToken);
        return (taken is not null, taken ?? NullMessageEnvelope.Instance);
    }

    /// <summary>Looks at the next message and leaves it.</summary>
    /// <param name="max">How long to wait, not dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message, or null when the time is over.</returns>
    public object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryPeekOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    /// <summary>Looks at the next message and leaves it; waits as long as it takes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public object? PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Awaits the next message and leaves it.</summary>
    /// <param name="max">How long to wait, not dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message, or null when the time is over.</returns>
    public async ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Peek(false, max, cancellationToken))?.Message;

    /// <summary>Awaits the next message and leaves it; waits as long as it takes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<object?> PeekOneAsync(CancellationToken cancellationToken) =>
        PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Looks at the next message with its sender and leaves it.</summary>
    /// <param name="envelope">The message, or <see cref="NullMessageEnvelope"/>.</param>
    /// <param name="max">How long to wait, not dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time is over.</returns>
    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = Finished(Peek(true, max, cancellationToken));
        envelope = seen ?? NullMessageEnvelope.Instance;
        return seen is not null;
    }

    /// <summary>Awaits the next message with its sender and leaves it.</summary>
    /// <param name="max">How long to wait, not dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time is over.</returns>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = await Peek(false, max, cancellationToken);
        return (seen is not null, seen ?? NullMessageEnvelope.Instance);
    }

    /// <summary>Takes a number of messages within the default time for all of them; fewer fail the test.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages, in order.</returns>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Drained(ManyAsync(true, numberOfMessages, RemainingOrDefault, cancellationToken));

    /// <summary>Takes a number of messages within a time for all of them; fewer fail the test.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages, in order.</returns>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Drained(ManyAsync(true, numberOfMessages, Dilated(max), cancellationToken));

    /// <summary>Awaits a number of messages within the default time for all of them; fewer fail the test.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages, in order.</returns>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ManyAsync(false, numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <summary>Awaits a number of messages within a time for all of them; fewer fail the test.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages, in order.</returns>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        ManyAsync(false, numberOfMessages, Dilated(max), cancellationToken);

    private async IAsyncEnumerable<object> ManyAsync(
        bool blocking, int count, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Now;
        for (var i = 0; i < count; i++)
        {
            var taken = await Take(blocking, Left(start + max), cancellationToken);
            _assertions.AssertTrue(
                taken is not null, $"Timeout ({max}) while expecting {count} messages. Only got {i} after {Now - start}.");
            yield return taken!.Message;
        }
    }

    private MessageEnvelope? TakeNow(TimeSpan? max, CancellationToken cancellationToken) => Finished(Take(true, max, cancellationToken));

    /// <summary>The one place where messages leave the queue. With <paramref name="blocking"/> the result is complete on return.</summary>
    private async ValueTask<MessageEnvelope?> Take(bool blocking, TimeSpan? max, CancellationToken cancellationToken)
    {
        var wait = GetTimeoutOrDefault(max);
        if (TestKitSettings.LogTestKitCalls)
            Log.Debug("Trying to receive message from TestActor queue within {0}", wait);
        if (wait == Timeout.InfiniteTimeSpan)
            Log.Warning("Trying to receive message from TestActor queue with infinite timeout! Will wait indefinitely!");
        var taken = await _state.Queue.FirstAsync(blocking, take: true, wait, cancellationToken);
        _state.LastWasNoMsg = false;
        _state.Last = taken ?? NullMessageEnvelope.Instance;
        if (TestKitSettings.LogTestKitCalls)
            Log.Debug("Received {0}", _state.Last);
        return taken;
    }

    private async ValueTask<MessageEnvelope?> Peek(bool blocking, TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = await _state.Queue.FirstAsync(blocking, take: false, GetTimeoutOrDefault(max), cancellationToken);
        _state.LastWasNoMsg = false;
        _state.Last = seen ?? NullMessageEnvelope.Instance;
        return seen;
    }

    /// <summary>The result of a call that was told to block, and therefore is complete.</summary>
    private static T Finished<T>(ValueTask<T> blocked) => blocked.AsTask().GetAwaiter().GetResult();

    private static List<T> Drained<T>(IAsyncEnumerable<T> blocked)
    {
        var all = new List<T>();
        var items = blocked.GetAsyncEnumerator();
        try
        {
            while (Finished(items.MoveNextAsync()))
                all.Add(items.Current);
        }
        finally
        {
            items.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return all;
    }
}
