using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// The two queues of an actor and the word that says who may run it. The word holds the flags below and, above them, how
/// often the actor is suspended. A mailbox is scheduled at most once at a time; that is what makes actors single-threaded.
/// </summary>
/// <remarks>
/// No wake-up is lost: producers publish in a queue with a full fence and then read the word; the consumer clears
/// <c>Scheduled</c> with a full fence and then looks at the queues. One of the two sees the other.
/// </remarks>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int Unstarted = 4;
    private const int SuspendUnit = 8;
    private const int SuspendMask = ~(SuspendUnit - 1);

    private readonly UnboundedMessageQueue? _unbounded;
    private ActorCell _actor = null!;
    private SystemMessage? _systemHead;
    private int _status;

    /// <summary>Creates a mailbox around a queue.</summary>
    public Mailbox(IMessageQueue messageQueue)
    {
        MessageQueue = messageQueue;
        // A direct call instead of an interface call; subclasses of the queue add nothing to it.
        _unbounded = messageQueue as UnboundedMessageQueue;
    }

    /// <summary>The user messages.</summary>
    public IMessageQueue MessageQueue { get; }

    /// <summary>The dispatcher of the actor.</summary>
    public MessageDispatcher Dispatcher => _actor.Dispatcher;

    /// <summary>Number of user messages that wait.</summary>
    internal int NumberOfMessages => MessageQueue.Count;

    internal bool HasMessages => MessageQueue.HasMessages;

    internal bool HasSystemMessages => Volatile.Read(ref _systemHead) is not (null or NoMessage);

    internal bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    internal bool IsStarted => (Volatile.Read(ref _status) & Unstarted) == 0;

    internal bool IsSuspended => (Volatile.Read(ref _status) & SuspendMask) != 0;

    internal int SuspendCount => Volatile.Read(ref _status) / SuspendUnit;

    private bool MayProcessMessages => (Volatile.Read(ref _status) & ~Scheduled) == 0;

    /// <summary>Binds the mailbox to its cell.</summary>
    public virtual void SetActor(ActorCell actorCell) => _actor = actorCell;

    /// <inheritdoc/>
    public void Run()
    {
        var previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = _actor;
        var dispatcher = _actor.Dispatcher;
        try
        {
            if (!IsClosed)
            {
                ProcessAllSystemMessages();
                ProcessMailbox(dispatcher);
            }
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous;
            Interlocked.And(ref _status, ~Scheduled);
            dispatcher.RegisterForExecution(this);
        }
    }

    /// <inheritdoc/>
    public void Execute() => NextRun.Start(this);

    /// <summary>Empties both queues into dead letters.</summary>
    public virtual void CleanUp()
    {
        // Senders that lost the race with termination clean up after themselves, so this may run twice at once.
        lock (MessageQueue)
        {
            var deadLetters = _actor.SystemImpl.Mailboxes.DeadLetterMailbox;
            var message = SystemDrain(close: true);
            while (message.Head is { } head)
            {
                message = message.Tail;
                head.Unlink();
                deadLetters.SystemEnqueue(_actor.Self, head);
            }

            MessageQueue.CleanUp(_actor.Self, deadLetters.MessageQueue);
        }
    }

    /// <summary>Appends a user message and makes the mailbox run.</summary>
    internal void Post(MessageDispatcher dispatcher, IActorRef receiver, Envelope envelope)
    {
        if (_unbounded is { } queue)
        {
            queue.Enqueue(envelope.Message, envelope.Sender);
        }
        else
        {
            MessageQueue.Enqueue(receiver, envelope);
            Interlocked.MemoryBarrier();
        }

        var status = Volatile.Read(ref _status);
        if (status == 0) TrySchedule(dispatcher);
        else if ((status & Closed) != 0) CleanUpLateArrival();
    }

    /// <summary>Appends a system message.</summary>
    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemHead);
            if (head is NoMessage)
            {
                _actor.SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(receiver, message);
                return;
            }

            message.Next = head;
            if (Interlocked.CompareExchange(ref _systemHead, message, head) == head) return;
        }
    }

    /// <summary>Whether there is something to run for, and nobody runs it yet: then it is scheduled.</summary>
    internal void ScheduleIfNeeded(MessageDispatcher dispatcher)
    {
        var status = Volatile.Read(ref _status);
        if ((status & (Closed | Scheduled | Unstarted)) != 0) return;
        if (HasSystemMessages || ((status & SuspendMask) == 0 && HasMessages)) TrySchedule(dispatcher);
    }

    /// <summary>Forces a run even if nothing seems to wait, as attaching an actor does.</summary>
    internal void Schedule(MessageDispatcher dispatcher) => TrySchedule(dispatcher);

    internal void SetUnstarted() => Interlocked.Or(ref _status, Unstarted);

    /// <returns>Whether it was unstarted.</returns>
    internal bool SetStarted() => (Interlocked.And(ref _status, ~Unstarted) & Unstarted) != 0;

    internal void Suspend()
    {
        if (!IsClosed) Interlocked.Add(ref _status, SuspendUnit);
    }

    /// <returns>Whether user messages may now be processed.</returns>
    internal bool Resume()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & Closed) != 0) return false;
            if ((status & SuspendMask) == 0) return true;
            var next = status - SuspendUnit;
            if (Interlocked.CompareExchange(ref _status, next, status) == status) return (next & SuspendMask) == 0;
        }
    }

    internal void BecomeClosed() => Interlocked.Or(ref _status, Closed);

    private void TrySchedule(MessageDispatcher dispatcher)
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & (Closed | Scheduled | Unstarted)) != 0) return;
            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status) break;
        }

        try
        {
            dispatcher.RunMailbox(this);
        }
        catch
        {
            // Refused: whoever sends next may try again.
            Interlocked.And(ref _status, ~Scheduled);
            throw;
        }
    }

    private void CleanUpLateArrival()
    {
        if (_actor is { Mailbox: DeadLetterMailbox }) CleanUp();
    }

    private void ProcessMailbox(MessageDispatcher dispatcher)
    {
        var left = dispatcher.MessagesPerRun;
        // One message is over before any deadline, and asking for the time costs more than many a message.
        var allowance = left > 1 ? dispatcher.ThroughputDeadlineTime : null;
        var deadline = allowance is { } ticks ? System.Diagnostics.Stopwatch.GetElapsedTime(0).Ticks + ticks : 0;
        while (MayProcessMessages)
        {
            if (!(_unbounded is { } queue ? queue.TryDequeue(out var next) : MessageQueue.TryDequeue(out next))) return;
            _actor.Invoke(next);
            if (Volatile.Read(ref _systemHead) is not null) ProcessAllSystemMessages();
            if (--left <= 0) return;
            if (allowance is not null && System.Diagnostics.Stopwatch.GetElapsedTime(0).Ticks >= deadline) return;
        }
    }

    private void ProcessAllSystemMessages()
    {
        var messages = SystemDrain(close: false);
        while (!messages.IsEmpty && !IsClosed)
        {
            var message = messages.Head!;
            messages = messages.Tail;
            message.Unlink();
            _actor.SystemInvoke(message);
            // Messages that arrived meanwhile are later than what is left, unless nothing is left.
            if (messages.IsEmpty) messages = SystemDrain(close: false);
        }

        // The actor stopped in the middle: the rest can only be dead letters.
        while (messages.Head is { } head)
        {
            messages = messages.Tail;
            head.Unlink();
            _actor.SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(_actor.Self, head);
        }
    }

    private EarliestFirstSystemMessageList SystemDrain(bool close)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemHead);
            if (head is NoMessage || (head is null && !close)) return default;
            if (Interlocked.CompareExchange(ref _systemHead, close ? new NoMessage() : null, head) == head)
                return new LatestFirstSystemMessageList(head).Reverse();
        }
    }
}
