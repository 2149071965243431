using Akka.Actor;

namespace Akka.TestKit;

/// <content>Expecting silence, or an actor's end.</content>
public abstract partial class TestKitBase
{
    /// <summary>Watches for the default time and fails the test if a message comes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        Finished(Silence(true, NoMessageRemainingOrDefault, cancellationToken));

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="duration">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Finished(Silence(true, Dilated(duration), cancellationToken));

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="milliseconds">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>Watches for the default time and fails the test if a message comes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        await Silence(false, NoMessageRemainingOrDefault, cancellationToken);

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="duration">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        await Silence(false, Dilated(duration), cancellationToken);

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="milliseconds">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>Takes the next message, which must say that an actor has terminated; <see cref="Watch"/> it before.</summary>
    /// <param name="target">The actor.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Finished(End(true, target, timeout, hint, cancellationToken));

    /// <summary>Awaits the next message, which must say that an actor has terminated; <see cref="Watch"/> it before.</summary>
    /// <param name="target">The actor.</param>
    /// <param name="timeout">How long to wait, dilated; null takes the default.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        End(false, target, timeout, hint, cancellationToken);

    private ValueTask<Terminated> End(
        bool blocking, IActorRef target, TimeSpan? timeout, string? hint, CancellationToken cancellationToken) =>
        Expect<Terminated>(
            blocking, timeout, hint,
            (terminated, _) => _assertions.AssertEqual(target, terminated.ActorRef, $"Another actor has terminated{Hint(hint)}"),
            cancellationToken);

    private async ValueTask<bool> Silence(bool blocking, TimeSpan wait, CancellationToken cancellationToken)
    {
        var taken = await Take(blocking, wait, cancellationToken);
        _assertions.AssertTrue(taken is null, $"received unexpected message {taken} during {wait}");
        _state.LastWasNoMsg = true;
        return true;
    }
}
