using System.Diagnostics;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Messages;
using ActorIommu.Messages.History;
using Akka.Actor;

namespace ActorIommu.Actors.Machine;

/// <summary>
/// A part of the machine. Its state outlives it, so all that a crash can take is the message that was being handled: that one
/// comes back, from its sender, before everything that was sent later. Handling a message therefore begins with what may fail, and
/// changes the state after. A message that crashes its part each time uses up the crashes that the machine allows.
/// </summary>
internal abstract class PartActor(Experiment experiment) : UntypedActor, IWithUnboundedStash
{
    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <summary>What the run observes and does.</summary>
    protected Experiment Run => experiment;

    /// <summary>True if the message has to be handled again: all of it, or what is left to do.</summary>
    protected virtual bool ComesBack(IIommuProtocol message) => true;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, cause => cause is UnreachableException ? Directive.Escalate : Directive.Restart);

    /// <summary>A part of this part, on the same dispatcher.</summary>
    protected static IActorRef StartPart(Props props) => Context.ActorOf(props.WithDispatcher(Context.Props.Dispatcher));

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (experiment.Fires(FaultSite.PartCrash, Self.Path.Name)) throw new InjectedCrashException(Self.Path.Name);
        return base.AroundReceive(receive, message);
    }

    // What is in the stash at a restart goes to the front of the mailbox. Parts of its own stay, and are restarted after it.
    protected sealed override void PreRestart(Exception reason, object message)
    {
        if (message is IIommuProtocol interrupted && ComesBack(interrupted))
        {
            if (experiment.Bugs.Has(Bug.ComesBackLast)) Self.Tell(message, Sender);
            else Stash.Stash();
        }

        if (experiment.History.IsOn) experiment.History.Record(new PartCrashed(Self.Path.Name));
        PostStop();
    }

    protected sealed override void PostRestart(Exception reason)
    {
        if (experiment.History.IsOn) experiment.History.Record(new PartRestarted(Self.Path.Name));
        base.PostRestart(reason);
    }
}
