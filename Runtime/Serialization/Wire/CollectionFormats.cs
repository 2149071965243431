using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Akka.Serialization.Wire;

/// <summary>Collections of the framework: a JSON array of their items in the order in which they enumerate them.</summary>
internal static class CollectionFormats
{
    private static readonly FrozenDictionary<Type, MethodInfo> Builders = typeof(Build)
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .ToFrozenDictionary(method => method.ReturnType.GetGenericTypeDefinition());

    /// <summary>The generic collections that are known.</summary>
    public static IEnumerable<Type> Definitions => Builders.Keys;

    /// <summary>Whether the type is the base of generated classes that stand for it.</summary>
    public static bool IsFrozen(Type definition) => definition == typeof(FrozenSet<>) || definition == typeof(FrozenDictionary<,>);

    public static WireFormat? TryCreate(Type type)
    {
        if (!type.IsGenericType || !Builders.TryGetValue(type.GetGenericTypeDefinition(), out var definition))
            return null;
        var build = definition.MakeGenericMethod(type.GetGenericArguments());
        var item = build.GetParameters()[0].ParameterType.GetGenericArguments()[0];
        return (WireFormat)Activator.CreateInstance(typeof(CollectionFormat<>).MakeGenericType(item), build)!;
    }

    /// <summary>One method a collection, found by its return type.</summary>
    private static class Build
    {
        public static List<T> List<T>(List<T> items) => items;

        public static LinkedList<T> LinkedList<T>(List<T> items) => new(items);

        public static HashSet<T> HashSet<T>(List<T> items) => [.. items];

        public static SortedSet<T> SortedSet<T>(List<T> items) => [.. items];

        public static Queue<T> Queue<T>(List<T> items) => new(items);

        public static Stack<T> Stack<T>(List<T> items) => new(Enumerable.Reverse(items));

        public static ReadOnlyCollection<T> ReadOnlyCollection<T>(List<T> items) => new(items);

        public static ReadOnlyMemory<T> ReadOnlyMemory<T>(List<T> items) => items.ToArray();

        public static Memory<T> Memory<T>(List<T> items) => items.ToArray();

        public static ArraySegment<T> ArraySegment<T>(List<T> items) => items.ToArray();

        public static Dictionary<TKey, TValue> Dictionary<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items) where TKey : notnull =>
            new(items);

        public static SortedDictionary<TKey, TValue> SortedDictionary<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items)
            where TKey : notnull => new(items.ToDictionary());

        public static SortedList<TKey, TValue> SortedList<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items) where TKey : notnull =>
            new(items.ToDictionary());

        public static ReadOnlyDictionary<TKey, TValue> ReadOnlyDictionary<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items)
            where TKey : notnull => new(items.ToDictionary());

        public static FrozenDictionary<TKey, TValue> FrozenDictionary<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items)
            where TKey : notnull => items.ToFrozenDictionary();

        public static FrozenSet<T> FrozenSet<T>(List<T> items) => items.ToFrozenSet();

        public static ImmutableArray<T> ImmutableArray<T>(List<T> items) => [.. items];

        public static ImmutableList<T> ImmutableList<T>(List<T> items) => [.. items];

        public static ImmutableHashSet<T> ImmutableHashSet<T>(List<T> items) => [.. items];

        public static ImmutableSortedSet<T> ImmutableSortedSet<T>(List<T> items) => [.. items];

        public static ImmutableQueue<T> ImmutableQueue<T>(List<T> items) => [.. items];

        public static ImmutableStack<T> ImmutableStack<T>(List<T> items) => [.. Enumerable.Reverse(items)];

        public static ImmutableDictionary<TKey, TValue> ImmutableDictionary<TKey, TValue>(List<KeyValuePair<TKey, TValue>> items)
            where TKey : notnull => items.ToImmutableDictionary();

        public static ImmutableSortedDictionary<TKey, TValue> ImmutableSortedDictionary<TKey, TValue>(
            List<KeyValuePair<TKey, TValue>> items) where TKey : notnull => items.ToImmutableSortedDictionary();
    }

    private sealed class CollectionFormat<TItem>(MethodInfo build) : WireFormat
    {
        public override void Write(Utf8JsonWriter json, object value, WireSession session)
        {
            RefuseOwnComparer(value);
            if (value is IStructuralEquatable && IsDefaultImmutableArray(value))
            {
                json.WriteBooleanValue(false);
                return;
            }

            json.WriteStartArray();
            foreach (var item in Items(value))
                session.WriteMember(json, typeof(TItem), item);
            json.WriteEndArray();
        }

        public override object Read(JsonElement json, WireSession session)
        {
            if (json.ValueKind == JsonValueKind.False && build.ReturnType.IsValueType)
                return Activator.CreateInstance(build.ReturnType)!;
            var items = new List<TItem>(json.GetArrayLength());
            foreach (var item in json.EnumerateArray())
                items.Add((TItem)session.ReadMember(item, typeof(TItem))!);
            return build.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [items], null)!;
        }

        private static IEnumerable<TItem> Items(object value) => value switch
        {
            IEnumerable<TItem> items => items,
            ReadOnlyMemory<TItem> memory => memory.ToArray(),
            Memory<TItem> memory => memory.ToArray(),
            _ => throw new SerializationException($"{value.GetType()} does not enumerate {typeof(TItem)}"),
        };

        private static bool IsDefaultImmutableArray(object value) => value is ImmutableArray<TItem> { IsDefault: true };

        // A set that ignores case must not come back as one that does not.
        private static void RefuseOwnComparer(object value)
        {
            var property = value.GetType().GetProperty("Comparer") ?? value.GetType().GetProperty("KeyComparer");
            var comparer = property?.GetValue(value);
            if (comparer is null || comparer == StringComparer.Ordinal)
                return;
            var type = comparer.GetType();
            var isDefault = type.Namespace == "System.Collections.Generic" && !type.Name.StartsWith("Comparison", StringComparison.Ordinal);
            if (!isDefault)
                throw new SerializationException($"{value.GetType()} with a comparer of its own ({type}) cannot be serialized");
        }
    }
}
