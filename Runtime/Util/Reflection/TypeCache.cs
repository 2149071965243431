using System.Collections.Concurrent;
using System.Reflection;

namespace Akka.Util.Reflection;

/// <summary>Types by the names that configurations use for them.</summary>
public static class TypeCache
{
    private static readonly ConcurrentDictionary<string, Type?> Known = new(StringComparer.Ordinal);
    private static readonly Assembly Runtime = typeof(TypeCache).Assembly;

    /// <summary>
    /// The type of a name as in a configuration, "Namespace.Type, Assembly". Names without an assembly, and those of Akka.NET's
    /// assemblies (Akka, Akka.Serialization.Hyperion, ...), are looked up in the embedded runtime. The TestKit is an assembly of its own.
    /// </summary>
    /// <returns>Null if there is no such type.</returns>
    public static Type? GetType(string typeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        return Known.GetOrAdd(typeName, static name => Type.GetType(name, LoadAssembly, FindType, throwOnError: false));
    }

    private static Assembly? LoadAssembly(AssemblyName name)
    {
        var simpleName = name.Name;
        if (simpleName == "Akka" || simpleName?.StartsWith("Akka.Serialization.", StringComparison.Ordinal) == true)
            return Runtime;
        if (simpleName?.StartsWith("Akka.TestKit", StringComparison.Ordinal) == true)
            simpleName = "ActorIommu.Runtime.TestKit";
        try
        {
            return Assembly.Load(simpleName == name.Name ? name : new AssemblyName(simpleName!));
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    private static Type? FindType(Assembly? assembly, string name, bool ignoreCase) =>
        assembly is not null
            ? assembly.GetType(name, throwOnError: false, ignoreCase)
            : Runtime.GetType(name, throwOnError: false, ignoreCase) ?? Type.GetType(name, throwOnError: false, ignoreCase);
}
