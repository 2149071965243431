using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The mailbox types of a system, by configuration path and by what actors require.</summary>
public class Mailboxes
{
    /// <summary>Path of the mailbox of actors that ask for none.</summary>
    public const string DefaultMailboxId = "akka.actor.default-mailbox";

    /// <summary>No requirement.</summary>
    public const string NoMailboxRequirement = "";

    // Of a type, not of a system.
    private static readonly ConcurrentDictionary<Type, Type?> Required = new();

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new(1, 4);
    private readonly ConcurrentDictionary<Config, MailboxType?> _ofDispatchers = new(1, 2);
    private readonly ConcurrentDictionary<(string Dispatcher, string Mailbox), int> _stashCapacities = new(1, 2);
    private Dictionary<Type, string>? _bindings;

    /// <summary>Creates the registry.</summary>
    public Mailboxes(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
    }

    /// <summary>The mailbox of all stopped actors.</summary>
    public DeadLetterMailbox DeadLetterMailbox { get; }

    /// <summary>The kind of queue that an actor type requires, or null.</summary>
    public Type? GetRequiredType(Type actorType) => Required.GetOrAdd(actorType, static type => FindRequirement(type));

    /// <summary>Whether an actor type requires a kind of queue.</summary>
    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) is not null;

    /// <summary>The mailbox of a path; throws <see cref="ConfigurationException"/> if there is none.</summary>
    public MailboxType Lookup(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _types.TryGetValue(id, out var found) ? found : _types.GetOrAdd(id, CreateType(id));
    }

    /// <summary>The mailbox that is bound to a kind of queue; throws <see cref="ConfigurationException"/> if there is none.</summary>
    public MailboxType LookupByQueueType(Type queueType)
    {
        ArgumentNullException.ThrowIfNull(queueType);
        _bindings ??= ReadBindings();
        return _bindings.TryGetValue(queueType, out var id)
            ? Lookup(id)
            : throw new ConfigurationException($"Mailbox Mapping for [{queueType}] not configured");
    }

    /// <summary>
    /// The mailbox of an actor: what its deployment names, else what the dispatcher names, else what the actor requires, else
    /// the default. Throws <see cref="ArgumentException"/> if the first two contradict a requirement.
    /// </summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        ArgumentNullException.ThrowIfNull(props);
        var required = GetRequiredType(props.Type);
        if (props.Deploy.Mailbox != Deploy.NoMailboxGiven) return Verify(Lookup(props.Deploy.Mailbox), required, props);
        if (dispatcherConfig is not null && OfDispatcher(dispatcherConfig) is { } ofDispatcher)
            return Verify(ofDispatcher, required, props);
        return required is null ? Lookup(DefaultMailboxId) : LookupByQueueType(required);
    }

    internal int StashCapacity(string dispatcher, string mailbox) => _stashCapacities.GetOrAdd(
        (dispatcher ?? "", mailbox ?? ""), static (key, self) => self.ReadStashCapacity(key.Dispatcher, key.Mailbox), this);

    private int ReadStashCapacity(string dispatcher, string mailbox)
    {
        var config = _system.Settings.Config;
        var fromDefault = config.GetInt($"{DefaultMailboxId}.stash-capacity", -1);
        if (dispatcher != Deploy.NoDispatcherGiven)
            fromDefault = config.GetInt($"{dispatcher}.stash-capacity", fromDefault);
        return mailbox is not ("" or DefaultMailboxId) ? config.GetInt($"{mailbox}.stash-capacity", fromDefault) : fromDefault;
    }

    private static Type? FindRequirement(Type actorType)
    {
        foreach (var type in actorType.GetInterfaces())
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))
                return type.GetGenericArguments()[0];
        }

        return null;
    }

    private static MailboxType Verify(MailboxType mailboxType, Type? required, Props props)
    {
        if (required is null) return mailboxType;
        foreach (var type in mailboxType.GetType().GetInterfaces())
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IProducesMessageQueue<>)) continue;
            if (!required.IsAssignableFrom(type.GetGenericArguments()[0]))
            {
                throw new ArgumentException(
                    $"produced message queue type [{type.GetGenericArguments()[0]}] "
                    + $"does not fulfill requirement for actor class [{props.Type}]. "
                    + $"Must be a subclass of [{required}]",
                    nameof(props));
            }
        }

        return mailboxType;
    }

    private MailboxType? OfDispatcher(Config section) =>
        _ofDispatchers.TryGetValue(section, out var found) ? found : _ofDispatchers.GetOrAdd(section, FindForDispatcher);

    // What the section of a dispatcher says about the mailboxes of its actors, if anything.
    private MailboxType? FindForDispatcher(Config section)
    {
        if (section.GetString("mailbox-type", "") is { Length: > 0 } type) return CreateType(section, type);
        return section.GetString("mailbox-requirement", "") is { Length: > 0 } requirement
            ? LookupByQueueType(TypeResolver.Get(requirement, "Mailbox requirement"))
            : null;
    }

    private MailboxType CreateType(string id)
    {
        if (id == "unbounded") return new UnboundedMailbox();
        var config = _system.Settings.Config;
        if (!config.HasPath(id)) throw new ConfigurationException($"Mailbox Type [{id}] not configured");
        var section = config.GetConfig(id)!;
        var typeName = section.GetString("mailbox-type", "")!;
        if (typeName == "Akka.Dispatch.UnboundedMailbox") return new UnboundedMailbox(_system.Settings, section);
        if (typeName.Length == 0) throw new ConfigurationException($"The setting mailbox-type defined in [{id}] is empty");
        return CreateType(section.WithFallback(config.GetConfig(DefaultMailboxId)), typeName);
    }

    private MailboxType CreateType(Config section, string typeName) =>
        (MailboxType)Activator.CreateInstance(TypeResolver.Get(typeName, "Mailbox type"), _system.Settings, section)!;

    private Dictionary<Type, string> ReadBindings()
    {
        var bindings = new Dictionary<Type, string>();
        foreach (var (name, id) in _system.Settings.Config.GetConfig("akka.actor.mailbox.requirements")!.AsEnumerable())
        {
            if (TypeResolver.Find(name.Trim('"')) is { } type) bindings[type] = id.GetString()!;
        }

        return bindings;
    }
}
