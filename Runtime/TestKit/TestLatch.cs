namespace Akka.TestKit;

/// <summary>Opens after a number of countdowns; threads can wait for that.</summary>
#pragma warning disable CA1001 // Not disposable in Akka.NET; what it holds is freed by a collection.
public class TestLatch
#pragma warning restore CA1001
{
    /// <summary>How long <see cref="Ready()"/> waits if the latch was not told.</summary>
    [Obsolete("This field will be removed. TestKitSettings.DefaultTimeout is an alternative.")]
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly CountdownEvent _countdown;
    private readonly Func<TimeSpan, TimeSpan>? _dilate;
    private readonly TimeSpan _defaultTimeout;

    /// <summary>A latch that opens at the first countdown.</summary>
    public TestLatch()
        : this(1)
    {
    }

    /// <summary>A latch that waits for 5 seconds by default.</summary>
    /// <param name="count">How many countdowns open it.</param>
    public TestLatch(int count)
        : this(count, TimeSpan.FromSeconds(5))
    {
    }

    /// <summary>A latch.</summary>
    /// <param name="count">How many countdowns open it.</param>
    /// <param name="defaultTimeout">How long <see cref="Ready()"/> waits.</param>
    public TestLatch(int count, TimeSpan defaultTimeout)
    {
        _countdown = new CountdownEvent(count);
        _defaultTimeout = defaultTimeout;
    }

    /// <summary>A latch that stretches times.</summary>
    /// <param name="dilate">How.</param>
    /// <param name="defaultTimeout">How long <see cref="Ready()"/> waits, before stretching.</param>
    /// <param name="count">How many countdowns open it.</param>
    protected TestLatch(Func<TimeSpan, TimeSpan>? dilate, TimeSpan defaultTimeout, int count)
        : this(count, defaultTimeout) => _dilate = dilate;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _countdown.CurrentCount == 0;

    /// <summary>Counts down by one; an open latch stays open.</summary>
    public void CountDown()
    {
        _countdown.Signal();
    }

    /// <summary>Opens it at once.</summary>
    public void Open()
    {
        while (!IsOpen)
            _countdown.Signal();
    }

    /// <summary>Closes it, with its first count.</summary>
    public void Reset() => _countdown.Reset();

    /// <summary>Waits for it to open.</summary>
    /// <param name="timeout">How long, dilated.</param>
    /// <exception cref="ArgumentException">The time is infinite.</exception>
    /// <exception cref="TimeoutException">It did not open.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (timeout == TimeSpan.MaxValue)
            throw new ArgumentException($"TestLatch does not support waiting for {timeout}");
        var wait = _dilate?.Invoke(timeout) ?? timeout;
        if (!_countdown.Wait(wait))
            throw new TimeoutException($"Timeout of {wait}");
    }

    /// <summary>Waits for it to open, for the default time.</summary>
    /// <exception cref="TimeoutException">It did not open.</exception>
    public void Ready() => Ready(_defaultTimeout);
}

/// <summary>The latch of a test kit.</summary>
internal sealed class DilatedTestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    : TestLatch(dilate, defaultTimeout, count);
