using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The top of the hierarchy: its children include paths that are not actors.</summary>
public class RootGuardianActorRef : LocalActorRef
{
    private readonly IActorRefProvider _provider;

    internal RootGuardianActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path,
        IActorRefProvider provider)
        : base(system, props, dispatcher, mailboxType, supervisor, path) => _provider = provider;

    /// <inheritdoc/>
    public override IInternalActorRef Parent => this;

    /// <inheritdoc/>
    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" => _provider.TempContainer,
        "deadLetters" => (IInternalActorRef)_provider.DeadLetters,
        _ => base.GetSingleChild(name),
    };
}

/// <summary>Supervises the root: whatever reaches it ends the system.</summary>
internal sealed class RootGuardianSupervisor(LocalActorRefProvider provider, Action<Exception?> onTerminated) : MinimalActorRef
{
    private readonly ActorPath _path = provider.RootPath / "_top-supervisor";
    private Exception? _cause;

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => provider;

    public override void Stop() => onTerminated(_cause);

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                _cause = failed.Cause;
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case DeathWatchNotification:
                Stop();
                break;
            default:
                break;
        }
    }
}
