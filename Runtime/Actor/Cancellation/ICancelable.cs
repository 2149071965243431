namespace Akka.Actor;

/// <summary>Signals that something is to be cancelled.</summary>
public interface ICancelable
{
    /// <summary>Whether <see cref="Cancel()"/> was called.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>The same signal for code that takes a token.</summary>
    CancellationToken Token { get; }

    /// <summary>Cancels. A second call does nothing.</summary>
    void Cancel();

    /// <summary>
    /// Cancels; exceptions of callbacks on <see cref="Token"/> stop the others if asked, or are collected in an AggregateException.
    /// </summary>
    void Cancel(bool throwOnFirstException);

    /// <summary>Cancels after a delay on the scheduler's clock.</summary>
    void CancelAfter(TimeSpan delay);

    /// <summary>Cancels after a delay in milliseconds on the scheduler's clock.</summary>
    void CancelAfter(int millisecondsDelay);
}
