namespace Akka.Actor;

/// <summary>
/// Cancels scheduled messages and actions. Cheap: the token source behind <see cref="Token"/> exists only once it is asked for.
/// </summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;
    private List<CancellationTokenRegistration>? _links;
    private HashedWheelTimerScheduler.Registration? _scheduled;
    private volatile bool _isCanceled;

    /// <summary>A cancelable whose delays run on the given scheduler.</summary>
    public Cancelable(IScheduler scheduler) : this(scheduler.Advanced)
    {
    }

    /// <summary>A cancelable whose delays run on the given scheduler.</summary>
    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    /// <summary>A cancelable that cancels itself after a delay.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay) : this(scheduler) => CancelAfter(delay);

    /// <summary>A cancelable that cancels itself after a delay.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay) : this(scheduler) => CancelAfter(delay);

    /// <summary>A cancelable that cancels itself after a delay in milliseconds.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay) : this(scheduler) => CancelAfter(millisecondsDelay);

    /// <inheritdoc/>
    public bool IsCancellationRequested => _isCanceled;

    /// <summary>Whether <see cref="Dispose()"/> was called.</summary>
    public bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public CancellationToken Token
    {
        get
        {
            lock (_lock)
            {
                if (_source is null)
                {
                    _source = new CancellationTokenSource();
                    if (_isCanceled)
                        _source.Cancel();
                }

                return _source.Token;
            }
        }
    }

    /// <summary>A cancelable that was cancelled from the start.</summary>
    public static ICancelable CreateCanceled() => AlreadyCanceledCancelable.Instance;

    /// <summary>A cancelable that is cancelled with any of the given ones.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    /// <summary>A cancelable that is cancelled with any of the given ones.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, Array.ConvertAll(cancelables, cancelable => cancelable.Token));

    /// <summary>A cancelable that is cancelled with any of the given tokens.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    /// <summary>A cancelable that is cancelled with any of the given tokens.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens)
    {
        ArgumentNullException.ThrowIfNull(cancellationTokens);
        var linked = new Cancelable(scheduler) { _links = [] };
        foreach (var token in cancellationTokens)
            linked._links.Add(token.Register(static state => ((Cancelable)state!).Cancel(), linked));
        return linked;
    }

    /// <inheritdoc/>
    public void Cancel() => Cancel(throwOnFirstException: false);

    /// <inheritdoc/>
    public void Cancel(bool throwOnFirstException)
    {
        if (IsDisposed) throw new ObjectDisposedException(null, "The cancelable has been disposed");
        CancellationTokenSource? source;
        HashedWheelTimerScheduler.Registration? scheduled;
        lock (_lock)
        {
            if (_isCanceled)
                return;
            _isCanceled = true;
            source = _source;
            scheduled = _scheduled;
            _scheduled = null;
        }

        for (; scheduled is not null; scheduled = scheduled.NextOfCancelable)
            scheduled.Remove();
        source?.Cancel(throwOnFirstException);
    }

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _scheduler.ScheduleOnce(delay, CancelUnlessDisposed);
    }

    /// <inheritdoc/>
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the token source and the links; scheduled items stay as they are.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (IsDisposed || !disposing)
            return;
        IsDisposed = true;
        _links?.ForEach(link => link.Dispose());
        lock (_lock)
            _source?.Dispose();
    }

    /// <summary>
    /// Has a scheduled item removed at once when this is cancelled, so that it does not wait in the queue until it is due.
    /// </summary>
    internal void Attach(HashedWheelTimerScheduler.Registration registration)
    {
        lock (_lock)
        {
            if (!_isCanceled)
            {
                while (_scheduled is { IsQueued: false })
                    _scheduled = _scheduled.NextOfCancelable;
                registration.NextOfCancelable = _scheduled;
                _scheduled = registration;
                return;
            }
        }

        registration.Remove();
    }

    private void CancelUnlessDisposed()
    {
        if (!IsDisposed)
            Cancel();
    }
}
