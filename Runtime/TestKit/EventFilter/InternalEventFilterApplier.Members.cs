namespace Akka.TestKit.Internal;

/// <content>The interface: every member is one call of Intercept.</content>
public partial class InternalEventFilterApplier
{
    /// <inheritdoc/>
    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Waited(Intercept(1, null, Wrapped(action), cancellationToken));

    /// <inheritdoc/>
    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Waited(Intercept(1, timeout, Wrapped(action), cancellationToken));

    /// <inheritdoc/>
    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Waited(Intercept(1, null, () => Task.FromResult(func()), cancellationToken));

    /// <inheritdoc/>
    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Waited(Intercept(1, timeout, () => Task.FromResult(func()), cancellationToken));

    /// <inheritdoc/>
    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Intercept(1, null, Wrapped(actionAsync), cancellationToken);

    /// <inheritdoc/>
    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(1, timeout, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    [Obsolete("Use ExpectOneAsync(Func<Task>, CancellationToken) instead.")]
    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) =>
        Intercept(1, null, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(1, null, func, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(1, timeout, func, cancellationToken);

    /// <inheritdoc/>
    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Waited(Intercept(expectedCount, null, Wrapped(action), cancellationToken));

    /// <inheritdoc/>
    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Waited(Intercept(expectedCount, timeout, Wrapped(action), cancellationToken));

    /// <inheritdoc/>
    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Waited(Intercept(expectedCount, null, () => Task.FromResult(func()), cancellationToken));

    /// <inheritdoc/>
    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Waited(Intercept(expectedCount, timeout, () => Task.FromResult(func()), cancellationToken));

    /// <inheritdoc/>
    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, null, Wrapped(actionAsync), cancellationToken);

    /// <inheritdoc/>
    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, timeout, Wrapped(actionAsync), cancellationToken);

    /// <inheritdoc/>
    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, timeout, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    [Obsolete("Use ExpectAsync(int, TimeSpan, Func<Task>) instead.")]
    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, timeout, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, null, func, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(expectedCount, timeout, func, cancellationToken);

    /// <inheritdoc/>
    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Waited(Intercept(null, null, Wrapped(action), cancellationToken));

    /// <inheritdoc/>
    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Waited(Intercept(null, null, () => Task.FromResult(func()), cancellationToken));

    /// <inheritdoc/>
    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(null, null, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    [Obsolete("Use MuteAsync(Func<Task>) instead.")]
    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) =>
        Intercept(null, null, Wrapped(action), cancellationToken);

    /// <inheritdoc/>
    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(null, null, func, cancellationToken);
}
