namespace Akka.Actor;

/// <summary>An object of which a system has at most one.</summary>
public interface IExtension;

/// <summary>Identifies an extension and creates it.</summary>
public interface IExtensionId
{
    /// <summary>Class of the extension.</summary>
    Type ExtensionType { get; }

    /// <summary>The extension of a system; created if it is the first time.</summary>
    object Apply(ActorSystem system);

    /// <summary>The extension of a system; throws if it is not registered.</summary>
    object Get(ActorSystem system);

    /// <summary>Creates the extension.</summary>
    object CreateExtension(ExtendedActorSystem system);
}

/// <summary>Identifies an extension and creates it.</summary>
/// <typeparam name="T">Class of the extension.</typeparam>
public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    /// <inheritdoc cref="IExtensionId.Apply"/>
    new T Apply(ActorSystem system);

    /// <inheritdoc cref="IExtensionId.Get"/>
    new T Get(ActorSystem system);

    /// <inheritdoc cref="IExtensionId.CreateExtension"/>
    new T CreateExtension(ExtendedActorSystem system);
}

/// <summary>Base of extension ids.</summary>
/// <typeparam name="T">Class of the extension.</typeparam>
public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    /// <inheritdoc/>
    public Type ExtensionType => typeof(T);

    /// <inheritdoc/>
    public T Apply(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (T)system.RegisterExtension(this);
    }

    /// <inheritdoc/>
    public T Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (T)system.GetExtension(this);
    }

    /// <inheritdoc/>
    public abstract T CreateExtension(ExtendedActorSystem system);

    object IExtensionId.Apply(ActorSystem system) => Apply(system)!;

    object IExtensionId.Get(ActorSystem system) => Get(system)!;

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system)!;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExtensionIdProvider<T>;

    /// <inheritdoc/>
    public override int GetHashCode() => typeof(T).GetHashCode();
}

/// <summary>Access to extensions by class.</summary>
public static class ActorSystemWithExtensions
{
    /// <summary>The extension of a system; created if it is the first time.</summary>
    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId
    {
        ArgumentNullException.ThrowIfNull(system);
        return (T)system.RegisterExtension(Activator.CreateInstance<TI>());
    }

    /// <summary>The extension of a system; created if it is the first time.</summary>
    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(extensionId);
        return (T)system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId)!);
    }

    /// <summary>The extension of a system, which must be registered.</summary>
    public static T WithExtension<T>(this ActorSystem system)
        where T : class, IExtension
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.GetExtension<T>() ?? throw new KeyNotFoundException($"No extension registered for {typeof(T)}");
    }
}
