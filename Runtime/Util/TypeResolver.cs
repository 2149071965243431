using Akka.Configuration;
using Akka.Util.Reflection;

namespace Akka.Util;

/// <summary>Types that configuration names and that have to exist.</summary>
internal static class TypeResolver
{
    /// <summary>The named type, or null. A bare name is found in any loaded assembly.</summary>
    public static Type? Find(string typeName)
    {
        if (TypeCache.GetType(typeName) is { } type) return type;
        if (typeName.Contains(',', StringComparison.Ordinal)) return null;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.GetType(typeName) is { } found) return found;
        }

        return null;
    }

    /// <summary>The named type; throws <see cref="ConfigurationException"/> if there is none.</summary>
    public static Type Get(string typeName, string usage) =>
        Find(typeName) ?? throw new ConfigurationException($"{usage} [{typeName}] cannot be found");
}
