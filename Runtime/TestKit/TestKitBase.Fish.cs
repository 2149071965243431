using System.Collections;

namespace Akka.TestKit;

/// <content>Looking for one message among others, and for silence.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes messages until one matches; none in time fails the test.</summary>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null, max, hint, cancellationToken);

    /// <summary>Takes messages until one of a type matches; none in time fails the test.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null, max, hint, cancellationToken);

    /// <summary>As above, and keeps what did not match.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="allMessages">Cleared, then filled with what did not match; may be null.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public T FishForMessage<T>(
        Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string hint = "",
        CancellationToken cancellationToken = default) =>
        Finished(Fish(true, isMessage, allMessages, max, hint, cancellationToken));

    /// <summary>Awaits messages until one matches; none in time fails the test.</summary>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(false, isMessage, null, max, hint, cancellationToken);

    /// <summary>Awaits messages until one of a type matches; none in time fails the test.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(false, isMessage, null, max, hint, cancellationToken);

    /// <summary>As above, and keeps what did not match.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">The test of a message.</param>
    /// <param name="allMessages">Cleared, then filled with what did not match; may be null.</param>
    /// <param name="max">The time for all of them, which is dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message that matched.</returns>
    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string hint = "",
        CancellationToken cancellationToken = default) =>
        Fish(false, isMessage, allMessages, max, hint, cancellationToken);

    /// <summary>Takes messages for the whole time and fails the test if one is of a type.</summary>
    /// <typeparam name="T">The type that must not come.</typeparam>
    /// <param name="max">The time, which is dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var end = Now + RemainingOrDilated(max);
        while (await Take(false, Left(end), cancellationToken) is { } taken)
            _assertions.AssertFalse(taken.Message is T, "did not expect a message of type {0}", typeof(T));
    }

    /// <summary>Takes messages until none has come for a time.</summary>
    /// <param name="max">That time; null takes the default.</param>
    /// <param name="maxMessages">More messages than that fail the test; null has no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages.</returns>
    public async Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        for (uint iteration = 0; ; iteration++)
        {
            _assertions.AssertFalse(iteration > maxMessages, $"maxMessages violated (current iteration: {iteration}).");
            if (await Take(false, max, cancellationToken) is not { } taken)
                return ArrayList.ReadOnly(messages);
            messages.Add(taken.Message);
        }
    }

    private async ValueTask<T> Fish<T>(
        bool blocking, Predicate<T> isMessage, ArrayList? others, TimeSpan? max, string hint, CancellationToken cancellationToken)
    {
        var allowed = RemainingOrDilated(max);
        var end = Now + allowed;
        others?.Clear();
        while (true)
        {
            var taken = await Take(blocking, Left(end), cancellationToken);
            _assertions.AssertTrue(
                taken is not null, "Timeout ({0}) during fishForMessage{1}", allowed, string.IsNullOrEmpty(hint) ? "" : ", hint: " + hint);
            if (taken!.Message is T typed && isMessage(typed))
                return typed;
            others?.Add(taken.Message);
        }
    }
}
