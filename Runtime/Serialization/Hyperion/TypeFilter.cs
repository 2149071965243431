using System.Collections.Immutable;

namespace Hyperion;

/// <summary>Decides which types may be deserialized.</summary>
public interface ITypeFilter
{
    /// <summary>Whether the type of this name may be.</summary>
    bool IsAllowed(string typeName);
}

/// <summary>A list of types.</summary>
public sealed class TypeFilter : ITypeFilter
{
    internal TypeFilter(IEnumerable<Type> types)
    {
        Types = [.. types];
        FilteredTypes = [.. Types.Select(type => type.AssemblyQualifiedName!)];
    }

    /// <summary>The names of the types.</summary>
    public ImmutableHashSet<string> FilteredTypes { get; }

    internal ImmutableArray<Type> Types { get; }

    /// <inheritdoc/>
    public bool IsAllowed(string typeName) => FilteredTypes.Contains(typeName);
}
