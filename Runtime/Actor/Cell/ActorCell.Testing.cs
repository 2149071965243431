namespace Akka.Actor;

/// <content>What the test kit needs of a cell, for references that show their actor.</content>
public partial class ActorCell
{
    /// <summary>Registers a child whose reference is of the caller's own kind, and starts it.</summary>
    internal T AdoptChild<T>(string name, Func<ActorPath, T> make) where T : class, IInternalActorRef
    {
        var registry = ChildrenRegistry;
        var place = registry.Reserve(name);
        T child;
        try
        {
            child = make(new ChildActorPath(_self.Path, name, _system.NextUid()));
        }
        catch
        {
            registry.Unreserve(place);
            throw;
        }

        if (!registry.Fill(place, child)) StopUnwanted(child);
        child.Start();
        return child;
    }

    /// <summary>Lets the actor process a message on this thread, past its mailbox; what it throws is the caller's.</summary>
    internal void ReceiveMessageForTest(Envelope envelope) => UseThreadContext(() =>
    {
        _turn.Message = envelope.Message;
        _turn.Sender = envelope.Sender;
        try
        {
            if (envelope.Message is IAutoReceivedMessage) AutoReceiveMessage(envelope);
            else ReceiveMessage(envelope.Message);
        }
        finally
        {
            _turn.Message = null;
            _turn.Sender = null;
        }
    });
}
