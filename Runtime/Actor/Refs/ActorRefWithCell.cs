using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference with a local actor behind it.</summary>
public abstract class ActorRefWithCell : InternalActorRefBase
{
    private readonly ActorPath _path;

    private protected ActorRefWithCell(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path)
    {
        _path = path;
        System = system;
        Props = props;
        Dispatcher = dispatcher;
        MailboxType = mailboxType;
        Supervisor = supervisor;
        Cell = null!;
    }

    /// <summary>The cell that runs the actor.</summary>
    public ActorCell Cell { get; private protected set; }

    /// <summary>The cell that runs the actor.</summary>
    public ICell Underlying => Cell;

    /// <inheritdoc/>
    public override ActorPath Path => _path;

    /// <inheritdoc/>
    public override IActorRefProvider Provider => Cell.SystemImpl.Provider;

    /// <inheritdoc/>
    public override IInternalActorRef Parent => Supervisor;

    /// <inheritdoc/>
    public override bool IsTerminated => Cell.IsTerminated;

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <summary>Children, in the order of their creation.</summary>
    public IEnumerable<IActorRef> Children => Cell.GetChildren();

    /// <summary>The system that owns the actor.</summary>
    protected ActorSystem System { get; }

    /// <summary>What the actor was made from.</summary>
    protected Props Props { get; }

    /// <summary>The dispatcher that runs it.</summary>
    protected MessageDispatcher Dispatcher { get; }

    /// <summary>The factory of its queue.</summary>
    protected MailboxType MailboxType { get; }

    /// <summary>The parent.</summary>
    protected IInternalActorRef Supervisor { get; }

    /// <summary>The child of a name, or <see cref="ActorRefs.Nobody"/>.</summary>
    public virtual IInternalActorRef GetSingleChild(string name) => Cell.GetSingleChild(name);

    /// <inheritdoc/>
    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        IInternalActorRef current = this;
        for (var i = 0; i < name.Count; i++)
        {
            if (current is not ActorRefWithCell withCell) return current.GetChild([.. name.Skip(i)]);
            current = name[i] switch
            {
                ".." => withCell.Parent,
                "" => withCell,
                var child => withCell.GetSingleChild(child),
            };
            if (current.IsNobody()) return ActorRefs.Nobody;
        }

        return current;
    }

    /// <inheritdoc/>
    public override void Resume(Exception? causedByFailure = null) => Cell.Resume(causedByFailure);

    /// <inheritdoc/>
    public override void Start() => Cell.Start();

    /// <inheritdoc/>
    public override void Stop() => Cell.Stop();

    /// <inheritdoc/>
    public override void Restart(Exception cause) => Cell.Restart(cause);

    /// <inheritdoc/>
    public override void Suspend() => Cell.Suspend();

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message) => Cell.SendSystemMessage(message);

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender) => Cell.SendMessage(sender, message);
}
