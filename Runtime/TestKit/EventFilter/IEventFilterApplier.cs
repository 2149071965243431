namespace Akka.TestKit;

/// <summary>An expectation about the log: which events, and now how many. An unmet expectation fails the test.</summary>
public interface IEventFilterApplier
{
    /// <summary>Begins another filter; an event that matches either counts.</summary>
    EventFilterFactory And { get; }

    /// <summary>Does not print matching events until further notice.</summary>
    /// <returns>Gives the notice.</returns>
    IUnmutableFilter Mute();

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <param name="actionAsync">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    [Obsolete("Use ExpectOneAsync(Func<Task>, CancellationToken) instead.")]
    Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which one matching event must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="actionAsync">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="actionAsync">The block.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the wait.</returns>
    [Obsolete("Use ExpectAsync(int, TimeSpan, Func<Task>) instead.")]
    Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block during or soon after which a number of matching events must be logged.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="expectedCount">How many matching events must come; 0 means that none may.</param>
    /// <param name="timeout">How long to wait after the block, dilated.</param>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block and does not print matching events meanwhile.</summary>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    void Mute(Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block and does not print matching events meanwhile.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    T Mute<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs a block and does not print matching events meanwhile.</summary>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the block.</returns>
    Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block and does not print matching events meanwhile.</summary>
    /// <param name="action">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The end of the block.</returns>
    [Obsolete("Use MuteAsync(Func<Task>) instead.")]
    Task MuteAsync(Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a block and does not print matching events meanwhile.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="func">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the block returns.</returns>
    Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default);
}
