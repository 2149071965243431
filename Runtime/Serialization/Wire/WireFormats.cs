using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Reflection;

namespace Akka.Serialization.Wire;

/// <summary>The format of every type. Whether a type may be used at all is decided by <see cref="AdmittedTypes"/>, not here.</summary>
internal static class WireFormats
{
    private static readonly ConcurrentDictionary<Type, WireFormat> Known = new(ScalarFormats.All);

    public static WireFormat For(Type type) => Known.GetOrAdd(type, Create);

    /// <summary>Whether a value declared as the type, and not null, is of exactly one type, which then need not be written.</summary>
    public static bool IsExact(Type declared, out Type exact)
    {
        exact = Nullable.GetUnderlyingType(declared) ?? declared;
        if (exact.IsValueType)
            return true;
        if (exact.IsArray)
            return IsExact(exact.GetElementType()!, out _);
        return exact.IsSealed && !typeof(Akka.Util.ISurrogated).IsAssignableFrom(exact);
    }

    /// <summary>
    /// The type that a value is written as. It is its own, but for what the compiler or a library makes up: the lists behind collection
    /// expressions are written as arrays, frozen collections as their public base, exceptions that are not admitted as a base that is.
    /// </summary>
    public static (Type Type, object Value) Normalize(object value, AdmittedTypes types)
    {
        var type = value.GetType();
        if (value is Exception)
        {
            while (!types.IsAdmitted(type))
                type = type.BaseType!;
            return (type, value);
        }

        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.IsGenericType && CollectionFormats.IsFrozen(candidate.GetGenericTypeDefinition()))
                return (candidate, value);
        }

        if (type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal)
            && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        {
            var items = ((System.Collections.IEnumerable)value).Cast<object?>().ToArray();
            var array = Array.CreateInstance(type.GetGenericArguments()[0], items.Length);
            Array.Copy(items, array, items.Length);
            return (array.GetType(), array);
        }

        return (type, value);
    }

    private static WireFormat Create(Type type)
    {
        if (type.IsEnum)
            return new EnumFormat(type);
        if (type.IsSZArray)
            return new ArrayFormat(type.GetElementType()!);
        if (type.IsArray)
            return new RectangularArrayFormat(type.GetElementType()!, type.GetArrayRank());
        if (CollectionFormats.TryCreate(type) is { } collection)
            return collection;
        if (typeof(Exception).IsAssignableFrom(type))
            return new ExceptionFormat(type);
        if (type.IsAbstract || type.IsInterface || type.IsByRefLike || type.IsPointer || typeof(Delegate).IsAssignableFrom(type)
            || type.ContainsGenericParameters || type.IsDefined(typeof(InlineArrayAttribute)))
            throw new SerializationException($"Values of type {type} cannot be serialized");
        return new ObjectFormat(type);
    }
}
