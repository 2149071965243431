using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>A local reference that shows the actor behind it. Unless its props say otherwise it runs on the calling thread.</summary>
public class InternalTestActorRef : LocalActorRef
{
    private static long _nextName;

    private InternalTestActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    /// <summary>The present instance of the actor.</summary>
    /// <exception cref="IllegalActorStateException">The actor has terminated.</exception>
    public object UnderlyingActor
    {
        get
        {
            if (IsTerminated)
                throw new IllegalActorStateException("Underlying actor is terminated");
            // An actor that does not run on the calling thread may not have been made yet; it answers when it has.
            return TestCell.Instance
                ?? this.Ask(InternalGetActor.Instance, TestKitExtension.For(System).DefaultTimeout).GetAwaiter().GetResult();
        }
    }

    private TestActorCell TestCell => (TestActorCell)Cell;

    /// <summary>Makes an actor and starts it.</summary>
    /// <param name="system">The system.</param>
    /// <param name="props">How.</param>
    /// <param name="supervisor">The parent; null is the user guardian.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="InvalidActorNameException">The parent has a child of this name.</exception>
    /// <exception cref="ArgumentException">The parent is not a local actor.</exception>
    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef? supervisor = null, string? name = null)
    {
        var owner = (ActorSystemImpl)system;
        var used = props.Deploy.Dispatcher == Deploy.NoDispatcherGiven ? props.WithDispatcher(CallingThreadDispatcher.Id) : props;
        var dispatcher = owner.Dispatchers.Lookup(used.Deploy.Dispatcher);
        var mailboxType = owner.Mailboxes.GetMailboxType(used, dispatcher.Configurator.Config);
        var parent = (supervisor is TestProbe probe ? probe.Ref : supervisor ?? owner.Guardian) as ActorRefWithCell
            ?? throw new ArgumentException(
                $"Only a local actor can be the supervisor of a test actor, not {supervisor}", nameof(supervisor));
        return parent.Cell.AdoptChild(
            name ?? CreateUniqueName(), path => new InternalTestActorRef(owner, used, dispatcher, mailboxType, parent, path));
    }

    /// <summary>A name that no user gives.</summary>
    /// <returns>The name.</returns>
    public static string CreateUniqueName() => "$" + Util.Base64Naming.Encode(Interlocked.Increment(ref _nextName) - 1);

    /// <summary>Lets the actor process a message on this thread; what it throws is the caller's.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender; null is nobody.</param>
    public void Receive(object message, IActorRef? sender = null) => Cell.ReceiveMessageForTest(EnvelopeOf(message, sender));

    /// <summary>As <see cref="Receive"/>; complete when an asynchronous handler is, and failed when it is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender; null is nobody.</param>
    /// <returns>The handler's end.</returns>
    public Task ReceiveAsync(object message, IActorRef? sender = null) =>
        TestCell.Handlers.Of(message, () => Cell.ReceiveMessageForTest(EnvelopeOf(message, sender)));

    /// <summary>Lets this actor watch another.</summary>
    /// <param name="subject">The other.</param>
    public void Watch(IActorRef subject) => Cell.Watch(subject);

    /// <summary>Undoes <see cref="Watch"/>.</summary>
    /// <param name="subject">The other.</param>
    public void Unwatch(IActorRef subject) => Cell.Unwatch(subject);

    /// <inheritdoc/>
    public override string ToString() => $"TestActor[{Path}]";

    /// <inheritdoc/>
    protected override ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new TestActorCell(system, self, props, dispatcher, supervisor);

    private Envelope EnvelopeOf(object message, IActorRef? sender) => new(message, sender.IsNobody() ? System.DeadLetters : sender!);

    private sealed class InternalGetActor : IAutoReceivedMessage, IPossiblyHarmful
    {
        public static readonly InternalGetActor Instance = new();
    }

    private sealed class TestActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
        : ActorCell(system, self, props, dispatcher, parent)
    {
        private TestActorTaskScheduler? _handlers;

        public ActorBase? Instance => Actor;

        public TestActorTaskScheduler Handlers => _handlers ??= new TestActorTaskScheduler(this);

        public override ActorTaskScheduler TaskScheduler => Handlers;

        protected internal override void AutoReceiveMessage(Envelope envelope)
        {
            if (envelope.Message is InternalGetActor)
                Sender.Tell(Actor!, Self);
            else
                base.AutoReceiveMessage(envelope);
        }
    }
}
