namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>Which of our namespaces code may name.</summary>
internal static class Namespaces
{
    /// <summary>Types that name one of our namespaces below <paramref name="root"/> without being allowed to.</summary>
    public static IEnumerable<Finding> Check(IEnumerable<Type> types, string root, params string[] allowed) =>
        from type in types
        from used in TypeUses.Of(type).OfType<Type>()
        where IsIn(used, root) && !allowed.Any(one => IsIn(used, one))
        select new Finding(type.FullName!, $"uses {used.FullName}");

    public static bool IsIn(Type type, string root) =>
        type.Namespace is { } name && (name + ".").StartsWith(root + ".", StringComparison.Ordinal);
}
