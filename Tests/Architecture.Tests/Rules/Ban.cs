using System.Reflection;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>
/// A list of things that code may not name: a namespace with everything below it (<c>System.IO.*</c>), a type, or a member of a type.
/// </summary>
internal sealed class Ban(params string[] banned)
{
    public IEnumerable<Finding> Check(IEnumerable<Type> types, Func<Type, MemberInfo, bool>? except = null) =>
        from type in types
        from used in TypeUses.Of(type)
        where Hits(used) && except?.Invoke(type, used) != true
        select new Finding(type.FullName!, $"uses {NameOf(used)}");

    private bool Hits(MemberInfo used) => banned.Any(entry => entry.EndsWith(".*", StringComparison.Ordinal)
        ? (NameOf(used) + ".").StartsWith(entry[..^1], StringComparison.Ordinal)
        : NameOf(used) == entry);

    private static string NameOf(MemberInfo member)
    {
        var name = member is Type type ? type.FullName ?? type.Name : $"{member.DeclaringType?.FullName}.{member.Name}";

        // Without arity and arguments, so that Task and Task<T> are one entry.
        var cut = name.IndexOf('`', StringComparison.Ordinal);
        return member is Type && cut >= 0 ? name[..cut] : name;
    }
}
