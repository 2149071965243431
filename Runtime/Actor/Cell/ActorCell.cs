using System.Runtime.InteropServices;
using Akka.Actor.Internal;
using Akka.Actor.Scheduler;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Runs one actor: owns its instance, mailbox, children and watches. Everything except sending and the children's registry is
/// touched only in the turn of the actor.
/// </summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    /// <summary>Uid of paths that belong to no incarnation.</summary>
    public const int UndefinedUid = 0;

    private readonly ActorSystemImpl _system;
    private readonly IInternalActorRef _self;
    private readonly long _uid;
    private readonly bool _serializes;
    private volatile Mailbox _mailbox = null!;
    private ActorBase? _actor;
    private bool _actorHasBeenCleared;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorsBelow;
    private ActorTaskScheduler? _taskScheduler;
    private LatestFirstSystemMessageList _stashedSystemMessages;
    private Turn _turn;

    /// <summary>Creates the cell of a reference.</summary>
    public ActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(self);
        _system = system;
        _self = self;
        _uid = self.Path.Uid;
        _serializes = system.Settings.SerializeAllMessages;
        Props = props;
        Dispatcher = dispatcher;
        Parent = parent;
    }

    /// <inheritdoc/>
    public IActorRef Self => _self;

    /// <inheritdoc/>
    public ActorSystem System => _system;

    /// <inheritdoc/>
    public ActorSystemImpl SystemImpl => _system;

    /// <inheritdoc/>
    public Props Props { get; }

    /// <summary>The supervisor.</summary>
    public IInternalActorRef Parent { get; }

    /// <inheritdoc/>
    public MessageDispatcher Dispatcher { get; }

    /// <inheritdoc/>
    public bool IsLocal => true;

    /// <inheritdoc/>
    public bool IsTerminated => _mailbox.IsClosed;

    /// <inheritdoc/>
    public bool HasMessages => _mailbox.HasMessages;

    /// <inheritdoc/>
    public int NumberOfMessages => _mailbox.NumberOfMessages;

    /// <summary>The mailbox; the dead-letter mailbox after the end.</summary>
    public Mailbox Mailbox => _mailbox;

    /// <summary>The message that is being processed, or null.</summary>
    public object? CurrentMessage
    {
        get => _turn.Message;
        internal set => _turn.Message = value;
    }

    /// <summary>Number of the message that is being processed, counted from the start of the actor.</summary>
    public int CurrentEnvelopeId => _turn.EnvelopeId;

    /// <inheritdoc/>
    public IActorRef Sender => _turn.Sender ?? _system.DeadLetters;

    /// <summary>Runs continuations in the turns of the actor.</summary>
    public virtual ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    IActorRef IActorContext.Parent => Parent;

    internal static ActorCell? Current => InternalCurrentActorCellKeeper.Current;

    internal ActorBase? Actor => _actor;

    internal bool HasBeenCleared => _actorHasBeenCleared;

    /// <summary>The running actor, or no sender.</summary>
    public static IActorRef GetCurrentSelfOrNoSender() => InternalCurrentActorCellKeeper.Current?._self ?? ActorRefs.NoSender;

    /// <summary>The sender of the message that is being processed, or no sender.</summary>
    public static IActorRef GetCurrentSenderOrNoSender() => InternalCurrentActorCellKeeper.Current?.Sender ?? ActorRefs.NoSender;

    /// <summary>Creates the mailbox, whose first system message creates the actor.</summary>
    internal void Init(MailboxType mailboxType, bool started)
    {
        var mailbox = CreateMailbox(mailboxType);
        mailbox.SetActor(this);
        if (!started) mailbox.SetUnstarted();
        var required = _system.Mailboxes.GetRequiredType(Props.Type);
        var failure = required is null || required.IsInstanceOfType(mailbox.MessageQueue)
            ? null
            : new ActorInitializationException(
                _self, $"Actor [{_self}] requires mailbox type [{required}] got [{mailbox.MessageQueue.GetType()}]");
        _mailbox = mailbox;
        mailbox.SystemEnqueue(_self, new Create(failure));
        if (!started) Parent.SendSystemMessage(new Supervise(_self, async: true));
    }

    /// <summary>Makes the mailbox run for the first time.</summary>
    internal virtual void Start()
    {
        PreStart();
        Dispatcher.Attach(this);
    }

    internal void StartUnstarted()
    {
        if (_mailbox.SetStarted()) Start();
    }

    /// <summary>Suspends user messages of the actor and its descendants.</summary>
    public void Suspend() => SendSystemMessage(new Suspend());

    /// <summary>Resumes user messages of the actor and its descendants.</summary>
    public void Resume(Exception? causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    /// <summary>Restarts the actor.</summary>
    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    /// <summary>Stops the actor after its current message.</summary>
    public void Stop() => SendSystemMessage(new Terminate());

    /// <summary>Sends a user message; throws <see cref="ArgumentNullException"/> if it is null.</summary>
    public virtual void SendMessage(IActorRef sender, object message)
    {
        if (message is null) throw new ArgumentNullException(nameof(message), "The message cannot be null.");
        if (_serializes && !SerializationCheck.TryCopy(_system, _self, ref message)) return;
        Dispatcher.Dispatch(this, new Envelope(message, sender));
    }

    /// <summary>Sends a system message.</summary>
    public virtual void SendSystemMessage(ISystemMessage systemMessage) =>
        Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, _system, _self);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, _system);

    /// <inheritdoc/>
    public void Become(Receive receive)
    {
        // The first behaviour, which the constructor of ActorBase sets, is never replaced.
        if (_behaviorsBelow is { Count: > 0 }) _behavior = receive;
        else BecomeStacked(receive);
    }

    /// <inheritdoc/>
    public void BecomeStacked(Receive receive)
    {
        if (_behavior is not null) (_behaviorsBelow ??= new Stack<Receive>()).Push(_behavior);
        _behavior = receive;
    }

    /// <inheritdoc/>
    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 } below) _behavior = below.Pop();
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Wrap(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    /// <summary>Runs an action as this actor.</summary>
    public void UseThreadContext(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous;
        }
    }

    internal Mailbox SwapMailbox(Mailbox mailbox)
    {
#pragma warning disable CS0420 // Interlocked access is stronger than volatile access.
        return Interlocked.Exchange(ref _mailbox, mailbox);
#pragma warning restore CS0420
    }

    /// <summary>Called before the actor is attached to its dispatcher.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Makes the actor instance.</summary>
    protected virtual ActorBase CreateNewActorInstance()
    {
        var actor = Props.NewActor();
        if (actor is IActorStash stashing) stashing.Stash = StashFactory.CreateStash(this, actor.GetType());
        if (actor is IWithTimers timing) timing.Timers = new TimerScheduler(this);
        if (actor is IInitializableActor initializable) initializable.Init();
        return actor;
    }

    private protected virtual Mailbox CreateMailbox(MailboxType mailboxType) => new(mailboxType.Create(_self, _system));

    private static Receive Wrap(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        _behavior = null;
        _behaviorsBelow = null;
        _actorHasBeenCleared = false;
        var actor = CreateNewActorInstance();
        actor.SupervisorStrategyInternal = Props.SupervisorStrategy;
        return actor;
    }

    private void ClearActor(ActorBase? actor)
    {
        if (actor is not null && !_actorHasBeenCleared)
        {
            try
            {
                Props.Release(actor);
                (actor as IDisposable)?.Dispose();
            }
#pragma warning disable CA1031 // User code; the actor is gone either way.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Publish(new Error(e, _self.Path.ToString(), actor.GetType(), "An error occurred while disposing the actor"));
            }

            actor.Clear(_system.DeadLetters);
        }

        _actorHasBeenCleared = true;
        _turn.Message = null;
        _behavior = null;
        _behaviorsBelow = null;
    }

    private void Publish(LogEvent @event)
    {
        try
        {
            _system.EventStream.Publish(@event);
        }
#pragma warning disable CA1031 // Logging must not add failures to the one that is being reported.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private Type ActorType => _actor?.GetType() ?? Props.Type;

    // Written with every message, while senders read what stands before it: so it has cache lines of its own.
    [StructLayout(LayoutKind.Explicit, Size = 88)]
    private struct Turn
    {
        [FieldOffset(0)]
        public object? Message;

        [FieldOffset(8)]
        public IActorRef? Sender;

        [FieldOffset(16)]
        public int EnvelopeId;
    }
}
