using Hyperion;

namespace Akka.Serialization.Hyperion;

/// <summary>Changes the settings of <see cref="HyperionSerializer"/> by code.</summary>
public sealed class HyperionSerializerSetup : Akka.Actor.Setup.Setup
{
    /// <summary>A setup that changes nothing.</summary>
    public static readonly HyperionSerializerSetup Empty = new(null, null, null, null);

    private HyperionSerializerSetup(bool? preserveObjectReferences, bool? versionTolerance, bool? disallowUnsafeType,
        ITypeFilter? typeFilter)
    {
        PreserveObjectReferences = preserveObjectReferences;
        VersionTolerance = versionTolerance;
        DisallowUnsafeType = disallowUnsafeType;
        TypeFilter = typeFilter;
    }

    /// <summary>Kept for compatibility: a message is written as a tree.</summary>
    public bool? PreserveObjectReferences { get; }

    /// <summary>Kept for compatibility: fields may always be added and removed.</summary>
    public bool? VersionTolerance { get; }

    /// <summary>Kept for compatibility: types that run code when they are deserialized are never admitted.</summary>
    public bool? DisallowUnsafeType { get; }

    /// <summary>The types that are admitted in addition to those that always are; null for those of the configuration.</summary>
    public ITypeFilter? TypeFilter { get; }

    /// <summary>This setup with another value.</summary>
    public HyperionSerializerSetup WithPreserveObjectReference(bool preserveObjectReference) =>
        new(preserveObjectReference, VersionTolerance, DisallowUnsafeType, TypeFilter);

    /// <summary>This setup with another value.</summary>
    public HyperionSerializerSetup WithVersionTolerance(bool versionTolerance) =>
        new(PreserveObjectReferences, versionTolerance, DisallowUnsafeType, TypeFilter);

    /// <summary>This setup with another value.</summary>
    public HyperionSerializerSetup WithDisallowUnsafeType(bool disallowUnsafeType) =>
        new(PreserveObjectReferences, VersionTolerance, disallowUnsafeType, TypeFilter);

    /// <summary>This setup with other types admitted.</summary>
    public HyperionSerializerSetup WithTypeFilter(ITypeFilter typeFilter) =>
        new(PreserveObjectReferences, VersionTolerance, DisallowUnsafeType, typeFilter);

    internal HyperionSerializerSettings ApplySettings(HyperionSerializerSettings settings)
    {
        if (PreserveObjectReferences is { } preserve)
            settings = settings.WithPreserveObjectReference(preserve);
        if (VersionTolerance is { } tolerance)
            settings = settings.WithVersionTolerance(tolerance);
        if (DisallowUnsafeType is { } disallow)
            settings = settings.WithDisallowUnsafeType(disallow);
        return TypeFilter is { } filter ? settings.WithTypeFilter(filter) : settings;
    }
}
