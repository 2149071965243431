using Akka.Util;

namespace Akka.Actor.Setup;

/// <summary>A part of the programmatic setup of a system.</summary>
public abstract class Setup
{
    /// <summary>Combines two parts; the other one wins.</summary>
    public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
}

/// <summary>The programmatic setup of a system: at most one part of each class.</summary>
public sealed class ActorSystemSetup
{
    /// <summary>No part.</summary>
    public static readonly ActorSystemSetup Empty = new([]);

    private readonly Dictionary<Type, Setup> _parts;

    private ActorSystemSetup(Dictionary<Type, Setup> parts) => _parts = parts;

    /// <summary>Of parts, of which a later one replaces an earlier one of its class.</summary>
    public static ActorSystemSetup Create(params Setup[] setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var parts = new Dictionary<Type, Setup>();
        foreach (var part in setup) parts[part.GetType()] = part;
        return new ActorSystemSetup(parts);
    }

    /// <summary>The part of a class.</summary>
    public Option<T> Get<T>()
        where T : Setup => _parts.TryGetValue(typeof(T), out var part) ? new Option<T>((T)part) : Option<T>.None;

    /// <summary>With one part more.</summary>
    public ActorSystemSetup WithSetup<T>(T setup)
        where T : Setup
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new ActorSystemSetup(new Dictionary<Type, Setup>(_parts) { [setup.GetType()] = setup });
    }

    /// <summary>With one part more.</summary>
    public ActorSystemSetup And<T>(T setup)
        where T : Setup => WithSetup(setup);
}
