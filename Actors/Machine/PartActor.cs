using System.Diagnostics;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Machine;

/// <summary>
/// A part of the machine. Its state outlives it, so all that a crash can take is the message that was being handled: that one
/// comes back, from its sender, before everything that was sent later. Handling a message therefore begins with what may fail, and
/// changes the state after. A message that crashes its part each time uses up the crashes that the machine allows.
/// </summary>
internal abstract class PartActor : UntypedActor, IWithUnboundedStash
{
    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <summary>True if the message has to be handled again: all of it, or what is left to do.</summary>
    protected virtual bool ComesBack(IIommuProtocol message) => true;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, cause => cause is UnreachableException ? Directive.Escalate : Directive.Restart);

    /// <summary>A part of this part, on the same dispatcher.</summary>
    protected static IActorRef StartPart(Props props) => Context.ActorOf(props.WithDispatcher(Context.Props.Dispatcher));

    // What is in the stash at a restart goes to the front of the mailbox. Parts of its own stay, and are restarted after it.
    protected sealed override void PreRestart(Exception reason, object message)
    {
        if (message is IIommuProtocol interrupted && ComesBack(interrupted)) Stash.Stash();
        PostStop();
    }
}
