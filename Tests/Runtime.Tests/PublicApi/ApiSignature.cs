using System.Reflection;

namespace ActorIommu.Runtime.Tests.PublicApi;

/// <summary>Members as lines of text, in the form of akka-api.txt.</summary>
internal static class ApiSignature
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>All that a user of the type or a class derived from it can see, inherited members too.</summary>
    public static HashSet<string> Of(Type type)
    {
        var members = type.GetMembers(All).AsEnumerable();
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            members = members.Concat(ancestor.GetMembers(All | BindingFlags.DeclaredOnly));
        if (type.IsInterface)
            members = members.Concat(type.GetInterfaces().SelectMany(inherited => inherited.GetMembers(All)));
        return members.Select(Of).OfType<string>().ToHashSet();
    }

    private static string? Of(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $".ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !method.IsSpecialName =>
            $"{Static(method)}{Generic(method)}({Parameters(method)}) : {Name(method.ReturnType)}",
        PropertyInfo property when property.GetMethod is { } getter && IsVisible(getter) =>
            $"{Static(getter)}{property.Name} : {Name(property.PropertyType)}",
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
            $"{(field.IsStatic ? "static " : "")}{field.Name} : {Name(field.FieldType)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : method.Name;

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));

    private static string Name(Type type)
    {
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? type.Name : $"{type.Name[..arity]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
