using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit.TestEvent;

/// <summary>Published to install filters at every <see cref="TestEventListener"/> of a system.</summary>
/// <param name="filters">The filters.</param>
public sealed class Mute(IReadOnlyCollection<EventFilterBase> filters) : INoSerializationVerificationNeeded
{
    /// <summary>Published to install filters.</summary>
    /// <param name="filters">The filters.</param>
    public Mute(params EventFilterBase[] filters)
        : this((IReadOnlyCollection<EventFilterBase>)filters)
    {
    }

    /// <summary>The filters.</summary>
    public IReadOnlyCollection<EventFilterBase> Filters => filters;
}

/// <summary>Published to remove filters.</summary>
/// <param name="filters">The filters.</param>
public sealed class Unmute(IReadOnlyCollection<EventFilterBase> filters) : INoSerializationVerificationNeeded
{
    /// <summary>Published to remove filters.</summary>
    /// <param name="filters">The filters.</param>
    public Unmute(params EventFilterBase[] filters)
        : this((IReadOnlyCollection<EventFilterBase>)filters)
    {
    }

    /// <summary>The filters.</summary>
    public IReadOnlyCollection<EventFilterBase> Filters => filters;
}
