using Akka.Configuration;
using Akka.Util;
using Hyperion;

namespace Akka.Serialization;

/// <summary>The settings of <see cref="HyperionSerializer"/>.</summary>
public sealed class HyperionSerializerSettings
{
    /// <summary>The settings of the default configuration.</summary>
    public static readonly HyperionSerializerSettings Default =
        Create(ConfigurationFactory.Default().GetConfig("akka.actor.serialization-settings.hyperion")!);

#pragma warning disable CA1051 // Akka.NET's fields
    /// <summary>Kept for compatibility: a message is written as a tree.</summary>
    public readonly bool PreserveObjectReferences;

    /// <summary>Kept for compatibility: fields may always be added and removed.</summary>
    public readonly bool VersionTolerance;

    /// <summary>Kept for compatibility: types that run code when they are deserialized are never admitted.</summary>
    public readonly bool DisallowUnsafeType;

    /// <summary>The types that are admitted in addition to those that always are.</summary>
    public readonly TypeFilter TypeFilter;
#pragma warning restore CA1051

    private HyperionSerializerSettings(
        bool preserveObjectReferences, bool versionTolerance, bool disallowUnsafeType, TypeFilter typeFilter,
        IReadOnlyList<string> allowedNamespaces)
    {
        PreserveObjectReferences = preserveObjectReferences;
        VersionTolerance = versionTolerance;
        DisallowUnsafeType = disallowUnsafeType;
        TypeFilter = typeFilter;
        AllowedNamespaces = allowedNamespaces;
    }

    /// <summary>Namespaces whose types are all admitted, "Namespace, Assembly".</summary>
    internal IReadOnlyList<string> AllowedNamespaces { get; }

    /// <summary>Reads a section like <c>akka.actor.serialization-settings.hyperion</c>.</summary>
    /// <exception cref="ConfigurationException">A type that is to be allowed does not exist.</exception>
    public static HyperionSerializerSettings Create(Config config)
    {
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<HyperionSerializerSettings>("akka.actor.serialization-settings.hyperion");
        var filter = TypeFilterBuilder.Create();
        foreach (var name in config.GetStringList("allowed-types"))
            filter.Include(TypeResolver.Find(name)
                ?? throw new ConfigurationException($"Could not load type [{name}] from allowed-types."));
        return new HyperionSerializerSettings(
            config.GetBoolean("preserve-object-references", true),
            config.GetBoolean("version-tolerance", true),
            config.GetBoolean("disallow-unsafe-type", true),
            filter.Build(),
            [.. config.GetStringList("allowed-namespaces")]);
    }

    /// <summary>These settings with another value.</summary>
    public HyperionSerializerSettings WithPreserveObjectReference(bool preserveObjectReferences) =>
        new(preserveObjectReferences, VersionTolerance, DisallowUnsafeType, TypeFilter, AllowedNamespaces);

    /// <summary>These settings with another value.</summary>
    public HyperionSerializerSettings WithVersionTolerance(bool versionTolerance) =>
        new(PreserveObjectReferences, versionTolerance, DisallowUnsafeType, TypeFilter, AllowedNamespaces);

    /// <summary>These settings with another value.</summary>
    public HyperionSerializerSettings WithDisallowUnsafeType(bool disallowUnsafeType) =>
        new(PreserveObjectReferences, VersionTolerance, disallowUnsafeType, TypeFilter, AllowedNamespaces);

    /// <summary>These settings with other types admitted.</summary>
    /// <exception cref="ArgumentException">The filter was not made by <see cref="TypeFilterBuilder"/>.</exception>
    public HyperionSerializerSettings WithTypeFilter(ITypeFilter typeFilter) =>
        new(PreserveObjectReferences, VersionTolerance, DisallowUnsafeType, Known(typeFilter), AllowedNamespaces);

    // A filter that only answers for names would have to be asked before the type is known: the list must be closed.
    internal static TypeFilter Known(ITypeFilter filter) => filter as TypeFilter
        ?? throw new ArgumentException("The embedded runtime takes the type filters of TypeFilterBuilder only", nameof(filter));
}
