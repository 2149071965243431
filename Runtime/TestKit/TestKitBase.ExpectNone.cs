using Akka.Actor;

namespace Akka.TestKit;

/// <content>Expecting silence, or an actor's end.</content>
public abstract partial class TestKitBase
{
    /// <summary>Watches for the default time and fails the test if a message comes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        Finished(Silence(true, RemainingOrDefault, cancellationToken));

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="duration">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Finished(Silence(true, Dilated(duration), cancellationToken));

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="milliseconds">The time, which is not dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        Finished(Silence(true, TimeSpan.FromMilliseconds(milliseconds), cancellationToken));

    /// <summary>Watches for the default time and fails the test if a message comes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        await Silence(false, RemainingOrDefault, cancellationToken);

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="duration">The time, which is dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        await Silence(false, Dilated(duration), cancellationToken);

    /// <summary>Watches for a time and fails the test if a message comes.</summary>
    /// <param name="milliseconds">The time, which is not dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the time.</returns>
    public async ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        await Silence(false, TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

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
        bool blocking, IActorRef target, TimeSpan? timeout, string? hint, CancellationToken cancellationToken)
    {
        var expected = $"Terminated {target}. {hint}";
        return Expect<Terminated>(
            blocking, timeout, expected, (terminated, _) => _assertions.AssertEqual(target, terminated.ActorRef, expected),
            cancellationToken);
    }

    // Akka.NET does not take note of the silence: Within counts the time.
    private async ValueTask<bool> Silence(bool blocking, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = Now;
        if (await Take(blocking, wait, cancellationToken) is { } taken)
            _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1} after {2}", wait, taken, Now - start);
        return true;
    }
}
