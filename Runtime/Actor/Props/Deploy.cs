using Akka.Configuration;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>Where and how an actor is to run.</summary>
public class Deploy : IEquatable<Deploy>
{
    /// <summary>No dispatcher is given.</summary>
    public const string NoDispatcherGiven = "";

    /// <summary>No mailbox is given.</summary>
    public const string NoMailboxGiven = "";

    /// <summary>No size of the stash is given.</summary>
    public const int NoStashSize = -1;

    /// <summary>Nothing is given.</summary>
    public static readonly Deploy None = new();

    /// <summary>In this process.</summary>
    public static readonly Deploy Local = new();

    /// <summary>Nothing is given.</summary>
    public Deploy()
        : this("", Config.Empty, NoRouter.Instance, NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    internal Deploy(string path, Config config, RouterConfig routerConfig, string dispatcher, string mailbox, int stashCapacity)
    {
        Path = path;
        Config = config;
        RouterConfig = routerConfig;
        Dispatcher = dispatcher;
        Mailbox = mailbox;
        StashCapacity = stashCapacity;
    }

    /// <summary>Path below the user guardian, from configuration.</summary>
    public string Path { get; }

    /// <summary>Section of the configuration.</summary>
    public Config Config { get; }

    /// <summary>Router.</summary>
    public RouterConfig RouterConfig { get; }

    /// <summary>Path of the dispatcher.</summary>
    public string Dispatcher { get; }

    /// <summary>Path of the mailbox.</summary>
    public string Mailbox { get; }

    /// <summary>Size of the stash, -1 if not given.</summary>
    public int StashCapacity { get; }

    /// <summary>Completes what is not given.</summary>
    public virtual Deploy WithFallback(Deploy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Deploy(
            Path,
            ReferenceEquals(Config, Config.Empty) ? other.Config : Config.WithFallback(other.Config),
            RouterConfig.WithFallback(other.RouterConfig),
            Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
            Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
            StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);
    }

    /// <summary>The same with a dispatcher.</summary>
    public virtual Deploy WithDispatcher(string dispatcher) => new(Path, Config, RouterConfig, dispatcher, Mailbox, StashCapacity);

    /// <summary>The same with a mailbox.</summary>
    public virtual Deploy WithMailbox(string mailbox) => new(Path, Config, RouterConfig, Dispatcher, mailbox, StashCapacity);

    /// <summary>The same with a router.</summary>
    public virtual Deploy WithRouterConfig(RouterConfig routerConfig) =>
        new(Path, Config, routerConfig, Dispatcher, Mailbox, StashCapacity);

    /// <summary>The same with a size of the stash.</summary>
    public virtual Deploy WithStashCapacity(int stashSize) => new(Path, Config, RouterConfig, Dispatcher, Mailbox, stashSize);

    /// <inheritdoc/>
    public bool Equals(Deploy? other) =>
        other is not null && Path == other.Path && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox
        && StashCapacity == other.StashCapacity && Equals(RouterConfig, other.RouterConfig);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Deploy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, StashCapacity);
}
