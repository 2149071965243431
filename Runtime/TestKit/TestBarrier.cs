namespace Akka.TestKit;

/// <summary>Holds threads until a number of them has arrived, again and again.</summary>
#pragma warning disable CA1001 // Not disposable in Akka.NET; what it holds is freed by a collection.
public class TestBarrier
#pragma warning restore CA1001
{
    /// <summary>How long <see cref="Await()"/> waits if the barrier was not told.</summary>
    [Obsolete("This field will be removed in future versions.")]
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly TestKitBase _testKit;
    private readonly Barrier _barrier;
    private readonly TimeSpan _defaultTimeout;

    /// <summary>A barrier.</summary>
    /// <param name="testKit">Stretches its times.</param>
    /// <param name="count">How many must arrive.</param>
    /// <param name="defaultTimeout">How long <see cref="Await()"/> waits; null takes <c>akka.test.default-timeout</c>.</param>
    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        _testKit = testKit;
        _barrier = new Barrier(count);
        _defaultTimeout = defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout;
    }

    /// <summary>Arrives and waits for the others, for the default time.</summary>
    /// <exception cref="TimeoutException">Not all arrived.</exception>
    public void Await() => Await(_defaultTimeout);

    /// <summary>Arrives and waits for the others.</summary>
    /// <param name="timeout">How long, dilated.</param>
    /// <exception cref="TimeoutException">Not all arrived.</exception>
    public void Await(TimeSpan timeout)
    {
        // As in Akka.NET nobody is told if the others did not come in time.
        _barrier.SignalAndWait(_testKit.Dilated(timeout));
    }

    /// <summary>There is nothing to reset: a full barrier empties itself.</summary>
#pragma warning disable CA1822 // An instance member in Akka.NET.
    public void Reset()
#pragma warning restore CA1822
    {
    }
}
