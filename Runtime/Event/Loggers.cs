using Akka.Actor;
using Akka.Dispatch;

namespace Akka.Event;

/// <summary>Marks the queues of loggers.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics;

/// <summary>Tells a logger to begin; it answers with <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger(LoggingBus loggingBus) : INoSerializationVerificationNeeded
{
    /// <summary>The bus whose events it gets.</summary>
    public LoggingBus LoggingBus { get; } = loggingBus;
}

/// <summary>Tells that a logger has begun.</summary>
public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>A logger that is not an actor: it works while there are none.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    private readonly ActorPath _path = new RootActorPath(new Address("akka", "all-systems"), "/StandardOutLogger");

    /// <inheritdoc/>
    public sealed override ActorPath Path => _path;

    /// <summary>Not available: it belongs to no system. Throws <see cref="NotSupportedException"/>.</summary>
    public sealed override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide.");

    /// <inheritdoc/>
    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Log(message);
    }

    /// <summary>Writes an event.</summary>
    protected abstract void Log(object message);
}

/// <summary>Writes to standard output.</summary>
public class StandardOutLogger : MinimalLogger
{
    /// <inheritdoc/>
    public override string ToString() => "StandardOutLogger";

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent) Console.WriteLine(message);
        else Console.WriteLine("Unknown message type: {0}", message);
    }
}

/// <summary>An actor that writes to standard output.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private MinimalLogger? _output;

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized(), Self);
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes an event.</summary>
    protected virtual void Print(LogEvent logEvent) =>
        (_output ??= Context.System.Settings.StdoutLogger).Tell(logEvent, ActorRefs.NoSender);
}
