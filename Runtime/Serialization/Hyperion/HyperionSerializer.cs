using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization.Hyperion;
using Akka.Serialization.Wire;

namespace Akka.Serialization;

/// <summary>
/// The embedded runtime's serializer of everything, under the name and number of Akka.Serialization.Hyperion. The bytes are JSON, not
/// Hyperion's: both ends must be this runtime. Unlike Hyperion it always has a type filter.
/// </summary>
public class HyperionSerializer : Serializer
{
#pragma warning disable CA1051 // Akka.NET's field
    /// <summary>The settings that the serializer was made with.</summary>
    public readonly HyperionSerializerSettings Settings;
#pragma warning restore CA1051

    private readonly WireSerializer _wire;

    /// <summary>With the settings of <c>akka.actor.serialization-settings.hyperion</c>.</summary>
    public HyperionSerializer(ExtendedActorSystem system) : this(system, Configured(system))
    {
    }

    /// <summary>With the given settings.</summary>
    public HyperionSerializer(ExtendedActorSystem system, Config config) : this(system, HyperionSerializerSettings.Create(config))
    {
    }

    /// <summary>With the given settings, changed by the system's <see cref="HyperionSerializerSetup"/> if it has one.</summary>
    public HyperionSerializer(ExtendedActorSystem system, HyperionSerializerSettings settings) : base(system)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var setup = system?.Settings.Setup.Get<HyperionSerializerSetup>();
        Settings = setup is { HasValue: true } found ? found.Value.ApplySettings(settings) : settings;
        _wire = new WireSerializer(new AdmittedTypes(Settings.AllowedNamespaces, Settings.TypeFilter.Types), system);
    }

    /// <inheritdoc/>
    public override int Identifier => -5;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">A type in the message is not admitted, or the message contains itself.</exception>
    public override byte[] ToBinary(object obj) => _wire.ToBinary(obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are malformed, or name a type that is not admitted; it is not loaded
    /// then.</exception>
    public override object FromBinary(byte[] bytes, Type type)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var value = _wire.FromBinary(bytes);
        return value is null || type is null || type.IsInstanceOfType(value)
            ? value!
            : throw new SerializationException($"Failed to deserialize instance of type {type}. The bytes are a {value.GetType()}.");
    }

    private static Config Configured(ExtendedActorSystem? system) =>
        (system?.Settings.Config ?? ConfigurationFactory.Default()).GetConfig("akka.actor.serialization-settings.hyperion") ?? Config.Empty;
}
