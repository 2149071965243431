using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>What the Messages project may hold: sealed records, enums, interfaces and small structs, all of them data.</summary>
internal static class MessageShapes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] BannedMemberTypes = ["System.Object", "Akka.Actor.IActorRef", "System.Threading.Tasks.Task"];

    public static IEnumerable<Finding> Check(IEnumerable<Type> types) => types.Where(type => !IsGenerated(type)).SelectMany(Check);

    private static IEnumerable<Finding> Check(Type type)
    {
        var where = type.FullName!;
        if (type.IsInterface || type.IsEnum)
            yield break;

        var isProtocol = type is { IsAbstract: true, IsSealed: true };
        if (!isProtocol && !type.IsValueType && !(IsRecord(type) && type.IsSealed))
            yield return new Finding(where, "is not a sealed record, an enum, an interface or a struct");

        foreach (var field in type.GetFields(Declared))
        {
            if (BannedTypeIn(field.FieldType) is { } banned)
                yield return new Finding(where, $"holds {banned} in {field.Name}");

            if (field is { IsInitOnly: false, IsLiteral: false })
                yield return new Finding(where, $"can be changed through {field.Name}");
        }

        foreach (var method in type.GetMethods(Declared).Where(HasBehaviour))
            yield return new Finding(where, $"has behaviour: {method.Name}");
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null;

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.StartsWith('<')
        || (member.DeclaringType is { } outer && IsGenerated(outer));

    // Accessors and operators are special names; what overrides object's methods is how data prints and compares.
    private static bool HasBehaviour(MethodInfo method) =>
        !method.IsSpecialName && !IsGenerated(method) && method.GetBaseDefinition().DeclaringType != typeof(object);

    private static string? BannedTypeIn(Type type)
    {
        if (type.IsArray)
            return $"the array {type.Name}, which anybody can write to";

        if (typeof(Delegate).IsAssignableFrom(type) || BannedMemberTypes.Contains(type.FullName?.Split('`')[0]))
            return type.FullName;

        return type.GetGenericArguments().Select(BannedTypeIn).FirstOrDefault(one => one is not null);
    }
}
