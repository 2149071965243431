namespace Akka.Actor;

/// <summary>The clocks of a scheduler: what a test replaces to own the time.</summary>
public interface ITimeProvider
{
    /// <summary>The wall clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since a fixed point in the past; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>As <see cref="MonotonicClock"/>, at the best resolution there is.</summary>
    TimeSpan HighResMonotonicClock { get; }
}

/// <summary>Marks a provider whose <see cref="ITimeProvider.Now"/> is the machine's wall clock.</summary>
public interface IDateTimeOffsetNowTimeProvider : ITimeProvider;
