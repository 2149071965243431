using System.Diagnostics;

namespace Akka.TestKit;

/// <content>How long to wait, and blocks that must end in time.</content>
public abstract partial class TestKitBase
{
    // How much later than it should a timer may come.
    private static readonly TimeSpan LateTimer = TimeSpan.FromMilliseconds(200);

    /// <summary>A clock for measuring; it only ever goes forward.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>What is left of the innermost Within.</summary>
    /// <exception cref="InvalidOperationException">There is no Within.</exception>
    public TimeSpan Remaining =>
        _state.End is { } end ? Left(end) : throw new InvalidOperationException("Remaining may not be called outside of \"within\"");

    /// <summary>What is left of the innermost Within, or <c>akka.test.single-expect-default</c> dilated.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>Stretches a time by <c>akka.test.timefactor</c>.</summary>
    /// <param name="duration">The time.</param>
    /// <returns>The stretched time; an infinite time stays infinite.</returns>
    public TimeSpan Dilated(TimeSpan duration) =>
        duration < TimeSpan.Zero
            ? throw new ArgumentException("Must not be negative", nameof(duration))
            : duration * TestKitSettings.TestTimeFactor;

    /// <summary>The dilated time, or the default for one expectation.</summary>
    /// <param name="duration">The time, or null.</param>
    /// <returns>The time to wait.</returns>
    /// <exception cref="ArgumentException">The time is infinite or negative.</exception>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given)
            return RemainingOrDefault;
        if (given < TimeSpan.Zero)
            throw new ArgumentException("Must be positive TimeSpan", nameof(duration));
        return Dilated(given);
    }

    /// <summary>A time as it is, or the default for one expectation.</summary>
    /// <param name="timeout">The time, or null.</param>
    /// <returns>The time to wait, not dilated.</returns>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? TestKitSettings.SingleExpectDefault;

    /// <summary>What is left of the innermost Within, or another time.</summary>
    /// <param name="duration">The other time.</param>
    /// <returns>The time to wait.</returns>
    protected TimeSpan RemainingOr(TimeSpan duration) => _state.End is { } end ? Left(end) : duration;

    /// <summary>What an event filter waits after its block.</summary>
    internal TimeSpan FilterLeeway => TestKitSettings.TestEventFilterLeeway;

    internal void Fail(string message) => _assertions.Fail(message);

    /// <summary>Runs a block that must end in time; expectations inside wait for what is left of that time.</summary>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the block.</param>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>As above, and the block must not end too early.</summary>
    /// <param name="min">The earliest end.</param>
    /// <param name="max">The latest end, which is dilated.</param>
    /// <param name="action">The block.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the block.</param>
    public void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Within(min, max, () => { action(); return true; }, hint, epsilonValue, cancellationToken);

    /// <summary>Runs a function that must end in time.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="function">The function.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the function.</param>
    /// <returns>Its result.</returns>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>As above, and the function must not end too early.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="min">The earliest end.</param>
    /// <param name="max">The latest end, which is dilated.</param>
    /// <param name="function">The function.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the function.</param>
    /// <returns>Its result.</returns>
    public T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = Enter(min, max, hint, epsilonValue);
        T result;
        try
        {
            result = function();
        }
        finally
        {
            _state.End = block.OuterEnd;
        }
        Leave(block);
        return result;
    }

    /// <summary>Awaits a block that must end in time.</summary>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="actionAsync">The block.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the block.</param>
    /// <returns>The block's end.</returns>
    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>As above, and the block must not end too early.</summary>
    /// <param name="min">The earliest end.</param>
    /// <param name="max">The latest end, which is dilated.</param>
    /// <param name="actionAsync">The block.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the block.</param>
    /// <returns>The block's end.</returns>
    public Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, async () => { await actionAsync(); return true; }, hint, epsilonValue, cancellationToken);

    /// <summary>Awaits a function that must end in time.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="function">The function.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the function.</param>
    /// <returns>Its result.</returns>
    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>As above, and the function must not end too early.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="min">The earliest end.</param>
    /// <param name="max">The latest end, which is dilated.</param>
    /// <param name="function">The function.</param>
    /// <param name="hint">Added to the failure.</param>
    /// <param name="epsilonValue">How much later the end may be.</param>
    /// <param name="cancellationToken">Checked before the function.</param>
    /// <returns>Its result.</returns>
    public async Task<T> WithinAsync<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = Enter(min, max, hint, epsilonValue);
        T result;
        try
        {
            // As in Akka.NET a block that does not end is left alone after a while, and a failure comes wrapped.
            var running = function();
            await Task.WhenAny(running, Task.Delay(Dilated(max) + LateTimer, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            result = running.IsCompleted ? Result(running) : default!;
        }
        finally
        {
            _state.End = block.OuterEnd;
        }
        Leave(block);
        return result;
    }

    private static TimeSpan Left(TimeSpan end)
    {
        // Never negative: minus one millisecond means "for ever" to whoever waits.
        var left = end - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Block Enter(TimeSpan min, TimeSpan max, string? hint, TimeSpan? epsilon)
    {
        InsistOnPositive(min, nameof(min));
        InsistOnPositive(max, nameof(max));
        var start = Now;
        var outer = _state.End;
        var left = outer is { } end ? end - start : Timeout.InfiniteTimeSpan;
        _assertions.AssertTrue(
            left == Timeout.InfiniteTimeSpan || left >= min,
            "Required min time {0} not possible, only {1} left. {2}", min, left, hint ?? "");
        var dilated = Dilated(max);
        var allowed = left < TimeSpan.Zero || dilated < left ? dilated : left;
        _state.End = start + allowed;
        _state.LastWasNoMsg = false;
        return new Block(start, outer, min, allowed, epsilon ?? TimeSpan.Zero, hint);
    }

    private void Leave(Block block)
    {
        var took = Now - block.Start;
        if (took < block.Min)
            _assertions.Fail("Failed: Block took {0}, should have at least been {1}. {2}", took, block.Min, block.Hint ?? "");
        // A block that ends with ReceiveWhile has used its time up on purpose.
        if (!_state.LastWasNoMsg && took > block.Max + block.Epsilon)
            _assertions.Fail("Failed: Block took {0}, exceeding {1}. {2}", took, block.Max, block.Hint ?? "");
    }

    private static void InsistOnPositive(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero)
            throw new ArgumentException($"The timespan must be greater than zero. Actual value: {time}", name);
    }

    private static T Result<T>(Task<T> ended) => ended.Result;

    private readonly record struct Block(TimeSpan Start, TimeSpan? OuterEnd, TimeSpan Min, TimeSpan Max, TimeSpan Epsilon, string? Hint);
}
