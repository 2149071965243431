namespace Akka.Actor;

/// <summary>Sends the outcome of a task to an actor; a failure as <see cref="Status.Failure"/> unless it is mapped.</summary>
public static class PipeToSupport
{
    /// <summary>Sends the result.</summary>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception,
        object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>Sends the result.</summary>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        sender ??= ActorRefs.NoSender;
        try
        {
            var result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            recipient.Tell(success is not null ? success(result) : result!, sender);
        }
#pragma warning disable CA1031 // The recipient is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            recipient.Tell(failure is not null ? failure(e) : new Status.Failure(e), sender);
        }
    }

    /// <summary>Sends the result.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>Sends the result.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);

    /// <summary>Sends what <paramref name="success"/> makes of the end, if anything.</summary>
    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception,
        object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>Sends what <paramref name="success"/> makes of the end, if anything.</summary>
    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        sender ??= ActorRefs.NoSender;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);
            if (success is not null) recipient.Tell(success(), sender);
        }
#pragma warning disable CA1031 // The recipient is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            recipient.Tell(failure is not null ? failure(e) : new Status.Failure(e), sender);
        }
    }

    /// <summary>Sends what <paramref name="success"/> makes of the end, if anything.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>Sends what <paramref name="success"/> makes of the end, if anything.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);
}
