using Akka.Event;

namespace Akka.TestKit;

/// <content>Asking again until something is true. For what cannot be expected as a message; it costs time and proves little.</content>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Repeats an assertion until it throws no more; when the time is over its last exception is the test's.</summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="duration">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause between attempts; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Finished(Assert(true, Wrapped(assertion), duration, interval, cancellationToken));

    /// <summary>As above, awaited.</summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="duration">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause between attempts; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first success.</returns>
    public Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Assert(false, Wrapped(assertion), duration, interval, cancellationToken).AsTask();

    /// <summary>As above, with an assertion that is awaited.</summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="duration">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause between attempts; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first success.</returns>
    public Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Assert(false, assertion, duration, interval, cancellationToken).AsTask();

    /// <summary>Repeats a question until the answer is yes; no yes in time fails the test.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above, within a time.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>As above, with a message.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above, with a pause between attempts.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        Finished(ConditionOrFail(true, Wrapped(conditionIsFulfilled), max, interval, message, cancellationToken));

    /// <summary>Repeats a question until the answer is yes; no yes in time fails the test.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above, with a question that is not awaited.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above, within a time.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>As above, with a message.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above, with a question that is not awaited.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above, with a pause between attempts.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        ConditionOrFail(false, conditionIsFulfilled, max, interval, message, cancellationToken).AsTask();

    /// <summary>As above, with a question that is not awaited.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, dilated; null takes the default.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="message">Added to the failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The first yes.</returns>
    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        ConditionOrFail(false, Wrapped(conditionIsFulfilled), max, interval, message, cancellationToken).AsTask();

#pragma warning disable CA1822 // Instance members in Akka.NET.
    /// <summary>Repeats a question until the answer is yes.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, not dilated.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>False when the time is over.</returns>
    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Finished(Condition(true, Wrapped(conditionIsFulfilled), max, interval, cancellationToken));

    /// <summary>As above, awaited.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, not dilated.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>False when the time is over.</returns>
    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Condition(false, conditionIsFulfilled, max, interval, cancellationToken).AsTask();

    /// <summary>As above, awaited, with a question that is not.</summary>
    /// <param name="conditionIsFulfilled">The question.</param>
    /// <param name="max">The time, not dilated.</param>
    /// <param name="interval">The pause; null pauses 100 ms.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>False when the time is over.</returns>
    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Condition(false, Wrapped(conditionIsFulfilled), max, interval, cancellationToken).AsTask();
#pragma warning restore CA1822

    private static Func<Task> Wrapped(Action action) => () => { action(); return Task.CompletedTask; };

    private static Func<Task<bool>> Wrapped(Func<bool> question) => () => Task.FromResult(question());

    private async ValueTask<bool> Assert(
        bool blocking, Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var start = Now;
        var max = RemainingOrDilated(duration);
        var end = start + max;
        for (var attempts = 0; ; attempts++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion();
                return true;
            }
            catch (Exception)
            {
                // Whoever would be too late after the next pause gives up now.
                var next = Now + Shorter(interval ?? DefaultInterval, attempts == 0 ? max : end - Now);
                if (next >= end)
                {
                    Sys.Log.Warning(
                        "AwaitAssert failed, timeout [{0}] is over after [{1}] attempts and [{2}] elapsed time",
                        max, attempts, next - start);
                    throw;
                }
            }
            await Pause(blocking, interval, end, cancellationToken);
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async ValueTask<bool> ConditionOrFail(
        bool blocking, Func<Task<bool>> question, TimeSpan? max, TimeSpan? interval, string? message, CancellationToken cancellationToken)
    {
        var wait = RemainingOrDilated(max);
        var yes = await Condition(blocking, question, wait, interval, cancellationToken);
        if (!yes)
            _assertions.Fail("Timeout {0} expired while waiting for condition." + message, wait);
        return yes;
    }

    private static async ValueTask<bool> Condition(
        bool blocking, Func<Task<bool>> question, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var end = Now + max;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await question())
                return true;
            if (Left(end) == TimeSpan.Zero)
                return false;
            await Pause(blocking, interval, end, cancellationToken);
        }
    }

    private static async ValueTask Pause(bool blocking, TimeSpan? interval, TimeSpan end, CancellationToken cancellationToken)
    {
        var pause = interval ?? DefaultInterval;
        var left = Left(end);
        if (pause > left)
            pause = left;
        if (blocking)
            cancellationToken.WaitHandle.WaitOne(pause);
        else
            await Task.Delay(pause, cancellationToken);
    }
}
