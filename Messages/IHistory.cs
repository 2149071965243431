using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

/// <summary>
/// Where what happened is recorded, to be judged afterwards. Who records says what happened at the instant that the event's own
/// page promises; the sink stamps it. In a simulated run the order of the stamps is the order of what happened. In a concurrent run
/// it is only the order of the calls: what began was recorded before it began, what ended after it ended, so an end stamped before
/// a beginning truly was before it, and nothing else follows. The defaults are those of a history that nobody wants.
/// </summary>
public interface IHistory
{
    /// <summary>False if nobody listens: then do not make the event either, for it would be the only allocation on the way.</summary>
    bool IsOn => false;

    /// <summary>Records an event. May be called from any thread.</summary>
    /// <param name="what">What happened.</param>
    void Record(IHistoryEvent what)
    {
    }
}

/// <summary>The history of a run that is not judged.</summary>
public sealed record NoHistory : IHistory
{
    /// <summary>It has no content, so one instance serves.</summary>
    public static NoHistory Instance { get; } = new();
}
