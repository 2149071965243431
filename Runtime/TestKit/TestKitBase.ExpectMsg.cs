using System.Diagnostics;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>Expecting the next message.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes the next message; another type or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="duration">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, duration, hint, (_, _) => { }, cancellationToken));

    /// <summary>Takes the next message; one that is not equal, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="message">What must come.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, _) => _assertions.AssertEqual(message, actual), cancellationToken));

    /// <summary>Takes the next message; one that does not satisfy the predicate, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isMessage">The predicate.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, _) => Satisfies(isMessage, actual, hint), cancellationToken));

    /// <summary>Takes the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assert">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, _) => assert(actual), cancellationToken));

    /// <summary>Takes the next message; one that does not satisfy the predicate, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isMessageAndSender">The predicate of message and sender.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, sender) =>
            Satisfies(isMessageAndSender(actual, sender), actual, sender, hint), cancellationToken));

    /// <summary>Takes the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assertMessageAndSender">Throws if message or sender is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, assertMessageAndSender, cancellationToken));

    /// <summary>Takes the next message; one that the comparer finds different, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="expected">What must come.</param>
    /// <param name="comparer">Gets expected and actual.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, _) =>
            _assertions.AssertEqual(expected, actual, comparer, hint!), cancellationToken));

    /// <summary>Awaits the next message; another type or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="duration">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, duration, hint, (_, _) => { }, cancellationToken);

    /// <summary>Awaits the next message; one that is not equal, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="message">What must come.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, _) => _assertions.AssertEqual(message, actual), cancellationToken);

    /// <summary>Awaits the next message; one that does not satisfy the predicate, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isMessage">The predicate.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, _) => Satisfies(isMessage, actual, hint), cancellationToken);

    /// <summary>Awaits the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assert">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, _) => assert(actual), cancellationToken);

    /// <summary>Awaits the next message; one that does not satisfy the predicate, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isMessageAndSender">The predicate of message and sender.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, sender) =>
            Satisfies(isMessageAndSender(actual, sender), actual, sender, hint), cancellationToken);

    /// <summary>Awaits the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assertMessageAndSender">Throws if message or sender is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, assertMessageAndSender, cancellationToken);

    /// <summary>Awaits the next message; one that the comparer finds different, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="expected">What must come.</param>
    /// <param name="comparer">Gets expected and actual.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAsync<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, _) => _assertions.AssertEqual(expected, actual, comparer, hint!), cancellationToken);

    /// <summary>Every expectation of one message: take it, insist on its type, then let the caller judge it, on the caller's
    /// thread.</summary>
    private async ValueTask<T> Expect<T>(
        bool blocking, TimeSpan? max, string? hint, Action<T, IActorRef> check, CancellationToken cancellationToken)
    {
        var wait = RemainingOrDilated(max);
        var taken = await Take(blocking, wait, cancellationToken);
        if (taken is null)
            _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1} {2}", wait, typeof(T), hint ?? "");
        if (taken!.Message is not T message)
        {
            _assertions.Fail(
                "Failed: Expected a message of type {0}, but received {{{2}}} (type {1}) instead {3} from {4}",
                typeof(T), taken.Message.GetType(), taken.Message, hint ?? "", taken.Sender);
            throw new UnreachableException("Assertions that fail throw.");
        }
        check(message, taken.Sender);
        return message;
    }

    private void Satisfies<T>(Predicate<T>? isMessage, T message, string? hint)
    {
        if (isMessage is null)
            return;
        _assertions.AssertTrue(
            isMessage(message),
            "Got a message of the expected type <{2}>. Also expected {0} but the message {{{1}}} of type <{3}> did not match",
            hint ?? "the predicate to return true", message!, typeof(T).FullName!, message!.GetType().FullName!);
    }

    private void Satisfies<T>(bool yes, T message, IActorRef sender, string? hint) =>
        _assertions.AssertTrue(
            yes,
            "Got a message of the expected type <{2}> from {4}. Also expected {0} but the message {{{1}}} of type <{3}> did not match",
            hint ?? "the predicate to return true", message!, typeof(T).FullName!, message!.GetType().FullName!, sender);

    private void SentBy(IActorRef expected, IActorRef actual, string? hint) =>
        _assertions.AssertEqual(expected, actual, WrongSender(actual, expected.ToString()!, hint));

    // Akka.NET puts the message into the format: with its braces this is a FormatException, whatever the sender is.
    private void SentBy(Predicate<IActorRef>? isSender, IActorRef actual, object message, string? hint)
    {
        if (isSender is not null)
            _assertions.AssertTrue(
                isSender(actual), WrongSender(actual, hint ?? "the predicate to return true", null) + $" The message was {{{message}}}");
    }

    private static string WrongSender(IActorRef actual, string expected, string? hint) =>
        $"Sender does not match. Got a message from sender {actual}. But expected {expected} {hint}";
}
