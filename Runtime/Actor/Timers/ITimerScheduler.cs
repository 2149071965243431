namespace Akka.Actor;

/// <summary>
/// Timers of one actor, by key. Starting a timer cancels the one of the same key, and what a cancelled timer has already sent
/// is not delivered.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Keys of the timers that run.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Sends <paramref name="msg"/> to the actor every <paramref name="interval"/>, first after one.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <inheritdoc cref="StartPeriodicTimer(object, object, TimeSpan)"/>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

    /// <summary>
    /// Sends <paramref name="msg"/> to the actor after <paramref name="initialDelay"/> and then every <paramref name="interval"/>.
    /// </summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <inheritdoc cref="StartPeriodicTimer(object, object, TimeSpan, TimeSpan)"/>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

    /// <summary>Sends <paramref name="msg"/> to the actor once.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <inheritdoc cref="StartSingleTimer(object, object, TimeSpan)"/>
    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

    /// <summary>Whether the timer of a key runs.</summary>
    bool IsTimerActive(object key);

    /// <summary>Cancels the timer of a key.</summary>
    void Cancel(object key);

    /// <summary>Cancels all timers.</summary>
    void CancelAll();
}

/// <summary>An actor that gets timers.</summary>
public interface IWithTimers
{
    /// <summary>The timers; set after construction.</summary>
    ITimerScheduler Timers { get; set; }
}
