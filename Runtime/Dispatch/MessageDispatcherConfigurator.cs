using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>What a dispatcher may need of its system.</summary>
public interface IDispatcherPrerequisites
{
    /// <summary>The event stream.</summary>
    EventStream EventStream { get; }

    /// <summary>The scheduler.</summary>
    IScheduler Scheduler { get; }

    /// <summary>The settings.</summary>
    Settings Settings { get; }

    /// <summary>The mailboxes.</summary>
    Mailboxes Mailboxes { get; }
}

/// <summary>
/// Makes a dispatcher from its section of the configuration, whose <c>type</c> may name a subclass with a constructor of the
/// same parameters.
/// </summary>
public abstract class MessageDispatcherConfigurator
{
    /// <summary>Called with the dispatcher's section.</summary>
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    /// <summary>The dispatcher's section.</summary>
    public Config Config { get; }

    /// <summary>What it may need of its system.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher; the same or a new one at each call.</summary>
    public abstract MessageDispatcher Dispatcher();
}

/// <summary>The system, as its dispatchers see it.</summary>
public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    private readonly Func<IScheduler> _scheduler;

    /// <summary>Creates it.</summary>
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
        : this(eventStream, () => scheduler, settings, mailboxes)
    {
    }

    // Schedulers own a thread, so none is made before somebody needs it.
    internal DefaultDispatcherPrerequisites(EventStream eventStream, Func<IScheduler> scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        _scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    /// <inheritdoc/>
    public EventStream EventStream { get; }

    /// <inheritdoc/>
    public IScheduler Scheduler => _scheduler();

    /// <inheritdoc/>
    public Settings Settings { get; }

    /// <inheritdoc/>
    public Mailboxes Mailboxes { get; }
}
