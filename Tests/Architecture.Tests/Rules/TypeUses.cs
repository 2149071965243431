using System.Reflection;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>Everything that a type names: in its declaration, its members' signatures, its locals and its code.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Types and members; of a generic type its definition and its arguments, each by itself.</summary>
    public static IReadOnlySet<MemberInfo> Of(Type type)
    {
        var uses = new HashSet<MemberInfo>();
        AddType(type.BaseType);
        foreach (var contract in type.GetInterfaces())
            AddType(contract);

        foreach (var field in type.GetFields(Declared))
            AddType(field.FieldType);

        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            AddType((method as MethodInfo)?.ReturnType);
            foreach (var parameter in method.GetParameters())
                AddType(parameter.ParameterType);

            foreach (var local in method.GetMethodBody()?.LocalVariables ?? [])
                AddType(local.LocalType);

            foreach (var member in IlReader.MembersNamedBy(method))
                AddMember(member);
        }

        return uses;

        void AddMember(MemberInfo member)
        {
            if (member is Type named)
            {
                AddType(named);
                return;
            }

            uses.Add(member);
            AddType(member.DeclaringType);
            if (member is MethodInfo { IsGenericMethod: true } generic)
            {
                foreach (var argument in generic.GetGenericArguments())
                    AddType(argument);
            }
        }

        void AddType(Type? used)
        {
            if (used is null || used.IsGenericParameter)
                return;

            if (used.HasElementType)
            {
                AddType(used.GetElementType());
                return;
            }

            if (!uses.Add(used.IsGenericType ? used.GetGenericTypeDefinition() : used))
                return;

            foreach (var argument in used.GetGenericArguments())
                AddType(argument);
        }
    }
}
