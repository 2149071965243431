using Akka.Actor;

namespace Akka.TestKit;

/// <content>Expecting the next message from somebody.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes the next message; another type, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="duration">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, duration, null, (_, from) => SentBy(sender, from, hint), cancellationToken));

    /// <summary>Takes the next message; one that is not equal, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="message">What must come.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, from) =>
            { SentBy(sender, from, hint); _assertions.AssertEqual(message, actual); }, cancellationToken));

    /// <summary>Takes the next message; one that does not satisfy the predicate, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="isMessage">The predicate.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, from) =>
            { SentBy(sender, from, hint); Satisfies(isMessage, actual, hint); }, cancellationToken));

    /// <summary>Takes the next message; one that does not satisfy both predicates, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isSender">The predicate of the sender.</param>
    /// <param name="isMessage">The predicate of the message.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, from) =>
            { SentBy(isSender, from, actual!, hint); Satisfies(isMessage, actual, hint); }, cancellationToken));

    /// <summary>Takes the next message; another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="assertMessage">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, from) =>
            { _assertions.AssertEqual(sender, from, hint!); assertMessage(actual); }, cancellationToken));

    /// <summary>Takes the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assertSender">Throws if the sender is not right.</param>
    /// <param name="assertMessage">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Finished(Expect<T>(true, timeout, hint, (actual, from) => { assertSender(from); assertMessage(actual); }, cancellationToken));

    /// <summary>Awaits the next message; another type, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="duration">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, duration, null, (_, from) => SentBy(sender, from, hint), cancellationToken);

    /// <summary>Awaits the next message; one that is not equal, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="message">What must come.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, from) =>
            { SentBy(sender, from, hint); _assertions.AssertEqual(message, actual); }, cancellationToken);

    /// <summary>Awaits the next message; one that does not satisfy the predicate, another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="isMessage">The predicate.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, from) =>
            { SentBy(sender, from, hint); Satisfies(isMessage, actual, hint); }, cancellationToken);

    /// <summary>Awaits the next message; one that does not satisfy both predicates, or none in time, fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="isSender">The predicate of the sender.</param>
    /// <param name="isMessage">The predicate of the message.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, from) =>
            { SentBy(isSender, from, actual!, hint); Satisfies(isMessage, actual, hint); }, cancellationToken);

    /// <summary>Awaits the next message; another sender or none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="sender">Who must have sent it.</param>
    /// <param name="assertMessage">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, from) =>
            { _assertions.AssertEqual(sender, from, hint!); assertMessage(actual); }, cancellationToken);

    /// <summary>Awaits the next message; none in time fails the test.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="assertSender">Throws if the sender is not right.</param>
    /// <param name="assertMessage">Throws if the message is not right.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(false, timeout, hint, (actual, from) => { assertSender(from); assertMessage(actual); }, cancellationToken);
}
