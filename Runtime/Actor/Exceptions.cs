namespace Akka.Actor;

/// <summary>Base of the runtime's exceptions.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected AkkaException()
    {
    }

    /// <summary>Creates the exception.</summary>
    protected AkkaException(string? message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>The exception behind it.</summary>
    protected Exception? Cause => InnerException;
}

/// <summary>A name is taken or illegal.</summary>
public class InvalidActorNameException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public InvalidActorNameException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public InvalidActorNameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A message cannot be sent.</summary>
public class InvalidMessageException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public InvalidMessageException()
        : this("Message is null")
    {
    }

    /// <summary>Creates the exception.</summary>
    public InvalidMessageException(string message)
        : base(message)
    {
    }
}

/// <summary>An actor did something that its state does not allow.</summary>
public class IllegalActorStateException(string message) : AkkaException(message);

/// <summary>A name is illegal.</summary>
public class IllegalActorNameException(string message) : AkkaException(message);

/// <summary>A <see cref="Kill"/> was processed.</summary>
public class ActorKilledException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public ActorKilledException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ActorKilledException(string message)
        : base(message)
    {
    }
}

/// <summary>An actor could not be created.</summary>
public class ActorInitializationException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public ActorInitializationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ActorInitializationException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor!;

    /// <summary>The actor.</summary>
    public IActorRef Actor { get; } = null!;

    /// <inheritdoc/>
    public override string ToString() => Actor is null ? base.ToString() : $"{Actor}: {base.ToString()}";
}

/// <summary>PreRestart failed.</summary>
public class PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
    : ActorInitializationException(
        actor,
        $"Exception pre restart ({restartException?.GetType().ToString() ?? "null"})",
        cause)
{
    /// <summary>What PreRestart threw.</summary>
    public Exception RestartException { get; } = restartException;

    /// <summary>The message that led to the restart, if any.</summary>
    public object OptionalMessage { get; } = optionalMessage!;
}

/// <summary>PostRestart or the constructor failed during a restart.</summary>
public class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception post restart ({originalCause?.GetType().ToString() ?? "null"})", cause)
{
    /// <summary>The failure that led to the restart.</summary>
    public Exception OriginalCause { get; } = originalCause!;
}

/// <summary>A <see cref="Terminated"/> was not handled.</summary>
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
{
    /// <summary>The actor that stopped.</summary>
    public IActorRef DeadActor { get; } = deadActor;
}

/// <summary>An Ask got no answer in time.</summary>
public class AskTimeoutException(string message) : AkkaException(message);

/// <summary>A selection matched no actor.</summary>
public class ActorNotFoundException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public ActorNotFoundException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ActorNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A stash is full.</summary>
public class StashOverflowException(string message, Exception? cause = null) : AkkaException(message, cause);

/// <summary>A logger could not be started.</summary>
public class LoggerInitializationException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public LoggerInitializationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public LoggerInitializationException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
