namespace Hyperion;

/// <summary>Lists types for a <see cref="TypeFilter"/>.</summary>
public sealed class TypeFilterBuilder
{
    private readonly List<Type> _types = [];

    private TypeFilterBuilder()
    {
    }

    /// <summary>An empty list.</summary>
    public static TypeFilterBuilder Create() => new();

    /// <summary>Adds a type; an interface or abstract class adds also the types of its assembly that implement it.</summary>
    public TypeFilterBuilder Include<T>() => Include(typeof(T));

    /// <summary>Adds a type; an interface or abstract class adds also the types of its assembly that implement it.</summary>
    public TypeFilterBuilder Include(Type type)
    {
        _types.Add(type);
        return this;
    }

    /// <summary>The filter.</summary>
    public TypeFilter Build() => new(_types);
}
