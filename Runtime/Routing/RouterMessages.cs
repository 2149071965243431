using Akka.Actor;

namespace Akka.Routing;

/// <summary>Marks messages that are for the router itself.</summary>
public abstract class RouterManagementMessage;

/// <summary>A message with something for the router around it.</summary>
public class RouterEnvelope(object message) : IWrappedMessage
{
    /// <summary>What routees get.</summary>
    public object Message { get; } = message;
}

/// <summary>Sends a message to all routees.</summary>
public class Broadcast(object message) : RouterEnvelope(message);

/// <summary>Asks for <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly GetRoutees Instance = new();
}

/// <summary>Answer to <see cref="GetRoutees"/>.</summary>
public sealed class Routees(IEnumerable<Routee> routees)
{
    /// <summary>The routees.</summary>
    public IEnumerable<Routee> Members { get; } = routees;
}

/// <summary>Adds a routee.</summary>
public sealed class AddRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>The routee.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Removes a routee; that of a pool is stopped.</summary>
public sealed class RemoveRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>The routee.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Adds routees to a pool, or removes some.</summary>
public sealed class AdjustPoolSize(int change) : RouterManagementMessage
{
    /// <summary>How many more; negative for fewer.</summary>
    public int Change { get; } = change;
}
