namespace Akka.Actor;

/// <summary>A cancelable that was cancelled from the start.</summary>
internal sealed class AlreadyCanceledCancelable : ICancelable
{
    public static readonly ICancelable Instance = new AlreadyCanceledCancelable();

    public bool IsCancellationRequested => true;

    public CancellationToken Token { get; } = new(canceled: true);

    public void Cancel()
    {
    }

    public void Cancel(bool throwOnFirstException)
    {
    }

    public void CancelAfter(TimeSpan delay)
    {
    }

    public void CancelAfter(int millisecondsDelay)
    {
    }
}
