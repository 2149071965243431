using System.Runtime.CompilerServices;

namespace Akka.TestKit;

/// <content>Taking messages as long as they fit; the first that does not stays in the queue.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes messages while the filter makes something of them.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, null, msgs, cancellationToken);

    /// <summary>As above, with a limit to the time between two messages.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <summary>Takes messages while the filter makes something of them.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Drained(WhileAsync(true, Row(filter), max, idle, msgs, cancellationToken));

    /// <summary>Takes messages of a type while they satisfy a condition.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="shouldContinue">The condition.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">True drops messages of other types, false ends at them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages of the type.</returns>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        Drained(WhileAsync(true, Row(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken));

    /// <summary>Awaits messages while the filter makes something of them.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        WhileAsync(false, Row(filter), max, null, msgs, cancellationToken);

    /// <summary>As above, with a limit to the time between two messages.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        WhileAsync(false, Row(filter), max, idle, msgs, cancellationToken);

    /// <summary>Awaits messages while the filter makes something of them.</summary>
    /// <typeparam name="T">What the filter makes.</typeparam>
    /// <param name="filter">Null for a message that does not fit.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the filter made.</returns>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        WhileAsync(false, Row(filter), max, idle, msgs, cancellationToken);

    /// <summary>Awaits messages of a type while they satisfy a condition.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="shouldContinue">The condition.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="idle">The time for each of them; null has no limit.</param>
    /// <param name="msgs">At most that many.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">True drops messages of other types, false ends at them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages of the type.</returns>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        WhileAsync(false, Row(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken);

    private static Func<object, (Fit, T?)> Row<T>(Func<object, T?> filter) =>
        message => filter(message) is { } made ? (Fit.Keep, made) : (Fit.Stop, default(T));

    private static Func<object, (Fit, T?)> Row<T>(Predicate<T> shouldContinue, bool dropOthers) =>
        message => message is not T typed
            ? (dropOthers ? Fit.Drop : Fit.Stop, default(T))
            : shouldContinue(typed) ? (Fit.Keep, typed) : (Fit.Stop, default(T));

    private async IAsyncEnumerable<T> WhileAsync<T>(
        bool blocking, Func<object, (Fit Fit, T? Made)> judge, TimeSpan? max, TimeSpan? idle, int limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = Now + RemainingOrDilated(max);
        var last = (MessageEnvelope)NullMessageEnvelope.Instance;
        for (var kept = 0; kept < limit;)
        {
            var wait = idle is { } each && each < Left(end) ? each : Left(end);
            if (await Peek(blocking, wait, cancellationToken) is not { } seen)
                break;
            var (fit, made) = judge(seen.Message);
            if (fit == Fit.Stop)
                break;
            last = (await _state.Queue.FirstAsync(blocking, take: true, TimeSpan.Zero, cancellationToken))!;
            if (fit == Fit.Drop)
                continue;
            kept++;
            yield return made!;
        }
        _state.Last = last;
        _state.LastWasNoMsg = true;
    }

    private enum Fit
    {
        Keep,
        Drop,
        Stop,
    }
}
