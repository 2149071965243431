using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;

namespace Akka.Serialization.Wire;

/// <summary>
/// The types that messages may consist of. Names in a message are looked up in this closed list, so a name that is not on it never
/// loads a type or an assembly. Values of other types are refused when they are written, where the error still has a stack trace.
/// </summary>
internal sealed class AdmittedTypes
{
    private readonly Lazy<Dictionary<string, Type>> _byName;
    private readonly ConcurrentDictionary<Type, string> _names = new();

    /// <summary>The types that are always admitted, and those given.</summary>
    /// <param name="namespaces">All types of a namespace and those below it: "Namespace, Assembly".</param>
    /// <param name="types">Single types. An interface or abstract class stands also for the types of its assembly that implement
    /// it.</param>
    public AdmittedTypes(IEnumerable<string> namespaces, IEnumerable<Type> types) =>
        _byName = new Lazy<Dictionary<string, Type>>(() => Collect(namespaces, types));

    /// <summary>Whether values of the type are admitted.</summary>
    public bool IsAdmitted(Type type) => TryName(type, out _);

    /// <summary>The name by which <see cref="Resolve"/> finds the type.</summary>
    /// <exception cref="SerializationException">It is not admitted.</exception>
    public string NameOf(Type type) => TryName(type, out var name) ? name : throw NotAdmitted(type);

    /// <summary>Checks that values of the type are admitted.</summary>
    /// <exception cref="SerializationException">They are not.</exception>
    public void Check(Type type) => NameOf(type);

    /// <summary>The type of a name in a message.</summary>
    /// <exception cref="SerializationException">No admitted type has this name.</exception>
    public Type Resolve(string name) => WireTypeName.Parse(name, known => _byName.Value.GetValueOrDefault(known))
        ?? throw new SerializationException(
            $"The type name [{(name.Length > 200 ? name[..200] + "..." : name)}] is not admitted, so it was not loaded. {Advice}");

    private const string Advice =
        "Admit a type by akka.actor.serialization-settings.hyperion.allowed-types or HyperionSerializerSetup.WithTypeFilter.";

    private static SerializationException NotAdmitted(Type type) => new($"Values of type [{type}] are not admitted in messages. {Advice}");

    private bool TryName(Type type, out string name)
    {
        if (!_names.TryGetValue(type, out name!))
            name = _names.GetOrAdd(type, Name(type));
        return name.Length > 0;
    }

    /// <summary>The name of an admitted type; empty for others.</summary>
    private string Name(Type type)
    {
        var name = new StringBuilder();
        var admitted = true;
        WireTypeName.Append(name, type, part =>
        {
            var key = Key(part);
            admitted &= _byName.Value.TryGetValue(key, out var known) && known == part;
            return key;
        });
        return admitted ? name.ToString() : "";
    }

    private static string Key(Type type) =>
        WellKnownTypes.Simple.Contains(type) ? type.FullName! : $"{type.FullName}|{type.Assembly.GetName().Name}";

    private static Dictionary<string, Type> Collect(IEnumerable<string> namespaces, IEnumerable<Type> types)
    {
        var all = WellKnownTypes.Simple.Concat(WellKnownTypes.Runtime)
            .Concat(namespaces.SelectMany(InNamespace))
            .Concat(types.SelectMany(WithImplementations))
            .Where(type => !type.IsByRefLike && type.FullName is not null && !typeof(Delegate).IsAssignableFrom(type));
        var byName = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in all)
            byName[Key(type)] = type;
        return byName;
    }

    private static IEnumerable<Type> InNamespace(string entry)
    {
        var parts = entry.Split(',', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2)
            throw new SerializationException($"[{entry}] is not of the form \"Namespace, Assembly\"");
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(parts[1]);
        }
        catch (FileNotFoundException)
        {
            // The settings name the project's assemblies, which an application of the runtime alone does not have.
            return [];
        }

        return assembly.GetTypes().Where(type =>
            (type.Namespace == parts[0] || type.Namespace?.StartsWith(parts[0] + ".", StringComparison.Ordinal) == true)
            && !type.Name.Contains('<', StringComparison.Ordinal) && !typeof(Attribute).IsAssignableFrom(type));
    }

    private static IEnumerable<Type> WithImplementations(Type type)
    {
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        if (type.IsArray)
            return WithImplementations(type.GetElementType()!);
        if (!definition.IsAbstract)
            return [definition, .. type.IsConstructedGenericType ? type.GetGenericArguments() : []];
        return [definition, .. definition.Assembly.GetTypes().Where(other => definition.IsAssignableFrom(other))];
    }
}
