using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>
/// Runs mailboxes. A subclass only says where: one call of <see cref="ExecuteTask"/> is one mailbox that has become runnable.
/// </summary>
public abstract class MessageDispatcher
{
    /// <summary>Messages per run, if nothing else is configured.</summary>
    public const int DefaultThroughput = 100;

    private int _messagesPerRun = DefaultThroughput + 1;
    private long _inhabitants;

    /// <summary>Creates a dispatcher.</summary>
    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        Configurator = configurator;
        Id = configurator.Config?.GetString("id", "") ?? "";
        Throughput = DefaultThroughput;
    }

    /// <summary>What made it.</summary>
    public MessageDispatcherConfigurator Configurator { get; }

    /// <summary>The event stream of the system.</summary>
    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    /// <summary>The mailboxes of the system.</summary>
    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    /// <summary>Configuration path of the dispatcher.</summary>
    public string Id { get; protected set; }

    /// <summary>How long an empty dispatcher lives on.</summary>
    public TimeSpan ShutdownTimeout { get; protected set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Number of user messages after which a mailbox gives way. As in Akka.NET the message after it is still processed, but
    /// for 1, which means exactly one.
    /// </summary>
    public int Throughput
    {
        get;
        set
        {
            field = value;
            _messagesPerRun = value <= 1 ? 1 : value + 1;
        }
    }

    /// <summary>Ticks after which a mailbox gives way; 0 means after every message, null never.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    /// <summary>Number of actors attached.</summary>
    protected long Inhabitants => Interlocked.Read(ref _inhabitants);

    internal int MessagesPerRun => _messagesPerRun;

    /// <summary>Lets an actor run for the first time.</summary>
    public virtual void Attach(ActorCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        Interlocked.Increment(ref _inhabitants);
        cell.Mailbox.ScheduleIfNeeded(this);
    }

    /// <summary>Takes a terminated actor out; what is left in its mailbox becomes dead letters.</summary>
    public virtual void Detach(ActorCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var mailbox = cell.SwapMailbox(cell.SystemImpl.Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
        if (Interlocked.Decrement(ref _inhabitants) == 0) Abandoned();
    }

    /// <summary>Delivers a user message.</summary>
    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(cell);
        cell.Mailbox.Post(this, cell.Self, envelope);
    }

    /// <summary>Delivers a system message.</summary>
    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        mailbox.ScheduleIfNeeded(this);
    }

    /// <summary>Runs any other work.</summary>
    public void Schedule(Action run) => ExecuteTask(new ActionRunnable(run));

    /// <summary>Runs any other work.</summary>
    public void Schedule(IRunnable run) => ExecuteTask(run);

    /// <summary>Arranges for <see cref="IRunnable.Run"/> to be called once.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Releases threads; the system has terminated.</summary>
    protected abstract void Shutdown();

    /// <summary>Called when the last actor has left.</summary>
    private protected virtual void Abandoned()
    {
    }

    /// <summary>Publishes a failure of the dispatcher itself.</summary>
    protected void ReportFailure(Exception ex) =>
        EventStream.Publish(new Error(ex, GetType().FullName!, GetType(), ex?.Message ?? "Dispatcher failure"));

    internal void RunMailbox(Mailbox mailbox) => ExecuteTask(mailbox);

    internal void RegisterForExecution(Mailbox mailbox) => mailbox.ScheduleIfNeeded(this);

    internal void ShutDownNow() => Shutdown();
}
